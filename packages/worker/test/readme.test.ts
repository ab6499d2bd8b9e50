import { runReadme, suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const test = suite('worker: README')

test('its example runs', async () => {
  const { code, stdout, stderr } = await runReadme(new URL('../', import.meta.url))
  assert.is(code, 0, stderr)
  assert.match(stdout, /^Giving up after 1 attempt: spark:\/\/127\.0\.0\.1:9: connection refused/)
})

test.run()
