import { runReadme, suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const test = suite('firesteel-submit: README')

test('its example runs', async () => {
  const { stdout, stderr } = await runReadme(new URL('../', import.meta.url))
  assert.is(stdout.trim(), "app.ts [ 'an-argument' ] local[2]", stderr)
})

test.run()
