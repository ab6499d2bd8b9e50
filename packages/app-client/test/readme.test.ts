import { runReadme, suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const test = suite('app-client: README')

test('its example runs', async () => {
  const { code, stdout, stderr } = await runReadme(new URL('../', import.meta.url))
  assert.is(code, 0, stderr)
  assert.match(stdout, 'All masters are unresponsive! Giving up after 1 attempt: ')
})

test.run()
