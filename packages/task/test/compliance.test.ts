import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { suite, tmpDir } from '@firesteel/testkit'
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { operatorCompliance } from '@firesteel/rdd-core/compliance'
import { OneProcess } from './one-process.js'

const dir = tmpDir()
const test = suite('task: operators through bytes, one slot and shuffle files')

operatorCompliance({
  test: (name, body) => test(name, body),
  assert: { ok: assert.ok, equal: assert.equal },
  fc,
  context: () => new OneProcess(mkdtempSync(join(dir, 'slot-'))),
  dir: () => mkdtempSync(join(dir, 'case-')),
})

test.run()
