import { runReadme, suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const test = suite('task-scheduler: README')

test('the example runs and says what it should', async () => {
  const { code, stdout, stderr } = await runReadme(new URL('../', import.meta.url))
  assert.is(code, 0, stderr)
  assert.is(stdout, 'a in slot 0 of x, b in slot 0 of y, c in slot 1 of x\n')
})

test.run()
