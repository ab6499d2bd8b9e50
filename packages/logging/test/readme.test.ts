import { runReadme, suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const test = suite('logging: README')

test('its example runs', async () => {
  const { stdout, stderr } = await runReadme(new URL('../', import.meta.url))
  assert.match(stdout, '"workerId":"w-1","cores":4,"msg":"registered"', stderr)
})

test.run()
