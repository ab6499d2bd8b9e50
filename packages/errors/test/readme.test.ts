import { runReadme, suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const test = suite('errors: README')

test('its example runs', async () => {
  const { stdout, stderr } = await runReadme(new URL('../', import.meta.url))
  assert.match(stdout, 'SparkError true', stderr)
})

test.run()
