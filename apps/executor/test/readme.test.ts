import { runReadme, suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const test = suite('firesteel-executor: README')

test('its example runs', async () => {
  const { stdout, stderr } = await runReadme(new URL('../', import.meta.url))
  assert.is(stdout.trim(), '0 2 undefined', stderr)
})

test.run()
