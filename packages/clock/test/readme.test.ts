import { runReadme, suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const test = suite('clock: README')

test('its example runs', async () => {
  const { stdout, stderr } = await runReadme(new URL('../', import.meta.url))
  assert.match(stdout, 'the answer took longer than 60000 ms', stderr)
})

test.run()
