import { runReadme, suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const test = suite('scheduler-backend: README')

test('the example runs and says what it should', async () => {
  const { code, stdout, stderr } = await runReadme(new URL('../', import.meta.url))
  assert.is(code, 0, stderr)
  assert.is(stdout, 'executor driver is there\nfree slots: 0,1\n')
})

test.run()
