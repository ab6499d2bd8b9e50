import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runNode, suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const test = suite('example: 06-async-calls', { timeoutMs: 90_000 })

test('prints what it should, and ends', async () => {
  const program = fileURLToPath(new URL('../main.ts', import.meta.url))
  const { code, stdout, stderr } = await runNode([program])
  assert.is(stdout, readFileSync(new URL('../expected.txt', import.meta.url), 'utf8'), stderr)
  assert.is(code, 0, stderr)
})

test.run()
