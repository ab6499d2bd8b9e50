import { runReadme, suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const test = suite('serializer: README')

test('its example runs', async () => {
  const { code, stdout, stderr } = await runReadme(new URL('../', import.meta.url))
  assert.is(code, 0, stderr)
  assert.is(stdout, 'Map(1) { 2 => [ -0, NaN ] } true\n27 bytes for 3 records\n')
})

test.run()
