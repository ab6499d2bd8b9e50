import { runReadme, suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const test = suite('storage: README')

test('its example runs', async () => {
  const { code, stdout, stderr } = await runReadme(new URL('../', import.meta.url))
  assert.is(code, 0, stderr)
  assert.is(stdout, "rdd_3_7 true [ 1, 2, 3 ]\n[ [ '0', 2 ] ]\n")
})

test.run()
