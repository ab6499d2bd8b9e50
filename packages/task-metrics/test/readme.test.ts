import { runReadme, suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const test = suite('task-metrics: README')

test('its example runs', async () => {
  const { stdout, stderr } = await runReadme(new URL('../', import.meta.url))
  assert.match(stdout, 'internal.metrics.input.recordsRead 7', stderr)
})

test.run()
