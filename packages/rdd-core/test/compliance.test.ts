import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { suite, tmpDir } from '@firesteel/testkit'
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { operatorCompliance } from '../src/compliance/index.js'
import { MiniContext } from './mini-context.js'

const dir = tmpDir()
const test = suite('rdd-core: operators')

operatorCompliance({
  test: (name, body) => test(name, body),
  assert: { ok: assert.ok, equal: assert.equal },
  fc,
  context: () => new MiniContext(),
  dir: () => mkdtempSync(join(dir, 'case-')),
})

test.run()
