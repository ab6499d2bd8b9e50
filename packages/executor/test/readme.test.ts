import { runReadme, suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const test = suite('executor: README')

test('the example prints what it says', async () => {
  const { code, stdout, stderr } = await runReadme(new URL('../', import.meta.url))
  assert.is(stderr, '')
  assert.is(stdout, '2 slots, running: 0\n')
  assert.is(code, 0)
})

test.run()
