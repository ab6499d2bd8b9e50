import { runReadme, suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const test = suite('keys: README')

test('its example runs', async () => {
  const { code, stdout, stderr } = await runReadme(new URL('../', import.meta.url))
  assert.is(code, 0, stderr)
  assert.is(stdout, "2 2\ntrue 1\n[ 'a', 'b', 'c' ] 1\n")
})

test.run()
