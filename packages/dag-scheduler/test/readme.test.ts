import { runReadme, suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const test = suite('dag-scheduler: README')

test('the example runs and says what it should', async () => {
  const { code, stdout, stderr } = await runReadme(new URL('../', import.meta.url))
  assert.is(code, 0, stderr)
  assert.is(stdout, 'textFile: writes shuffle 7\ncount: answers\n')
})

test.run()
