import { runReadme, suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const test = suite('memory: README')

test('its example runs', async () => {
  const { code, stdout, stderr } = await runReadme(new URL('../', import.meta.url))
  assert.is(code, 0, stderr)
  assert.is(
    stdout,
    'true 400 300\n700 { poolBytes: 1000, executionBytes: 700, storageBytes: 300 }\n0\n',
  )
})

test.run()
