import { runReadme, suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const test = suite('submit: README')

test('its example runs', async () => {
  const { stdout, stderr } = await runReadme(new URL('../', import.meta.url))
  assert.is(stdout.trim(), 'true 2g', stderr)
})

test.run()
