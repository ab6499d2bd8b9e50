import { runReadme, suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const test = suite('storage-level: README')

test('its example runs', async () => {
  const { stdout, stderr } = await runReadme(new URL('../', import.meta.url))
  assert.match(stdout, 'Disk Memory Serialized 2x Replicated\ntrue', stderr)
})

test.run()
