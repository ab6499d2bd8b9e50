import { runReadme, suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const test = suite('firesteel: README')

test('its example runs', async () => {
  const { stdout, stderr } = await runReadme(new URL('../', import.meta.url))
  assert.is(stdout, 'be:2 not:1 or:1 to:2\n', stderr)
})

test.run()
