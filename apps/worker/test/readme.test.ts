import { runReadme, suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const test = suite('firesteel-worker: README')

test('its example runs', async () => {
  const { code, stdout, stderr } = await runReadme(new URL('../', import.meta.url))
  assert.is(code, 0, stderr)
  assert.is(stdout, 'exit code 1\n')
  assert.match(stderr, /cannot create the work directory/)
})

test.run()
