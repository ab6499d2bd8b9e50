import { runReadme, suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const test = suite('local-cluster: README')

test('its example runs', async () => {
  const { code, stdout, stderr } = await runReadme(new URL('../', import.meta.url))
  assert.is(code, 0, stderr)
  assert.match(stdout, /^spark:\/\/127\.0\.0\.1:\d+ 2\n$/)
})

test.run()
