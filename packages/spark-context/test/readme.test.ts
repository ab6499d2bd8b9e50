import { runReadme, suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const test = suite('spark-context: README')

test('the example counts words', async () => {
  const { code, stdout, stderr } = await runReadme(new URL('../', import.meta.url))
  assert.is(stderr, '')
  assert.is(stdout, 'be 2, not 1, or 1, to 2\n')
  assert.is(code, 0)
})

test.run()
