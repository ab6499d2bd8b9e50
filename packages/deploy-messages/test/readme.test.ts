import { runReadme, suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const test = suite('deploy-messages: README')

test('its example runs', async () => {
  const { code, stdout, stderr } = await runReadme(new URL('../', import.meta.url))
  assert.is(code, 0, stderr)
  assert.is(stdout.trim(), 'ALIVE 7077')
})

test.run()
