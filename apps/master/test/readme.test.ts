import { runReadme, suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const test = suite('firesteel-master: README')

test('its example runs', async () => {
  const { code, stdout, stderr } = await runReadme(new URL('../', import.meta.url))
  assert.is(code, 0, stderr)
  assert.match(stdout, /^firesteel-master ready spark:\/\/127\.0\.0\.1:\d+\nexit code 0$/m)
})

test.run()
