import { runReadme, suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const test = suite('daemon: README')

test('its example runs', async () => {
  const { stdout, stderr } = await runReadme(new URL('../', import.meta.url))
  assert.is(stdout, 'clockd ready 127.0.0.1:4711\nexit code 0\n', stderr)
})

test.run()
