import { runReadme, suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const test = suite('rdd-core: README')

test('the example runs', async () => {
  const { stdout } = await runReadme(new URL('../', import.meta.url))
  assert.match(stdout, /^2 \(2\) ShuffledRDD\[2\]/)
})

test.run()
