import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { SparkConf } from '@firesteel/conf'
import { operatorCompliance } from '@firesteel/rdd-core/compliance'
import { suite, tmpDir } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { SparkContext } from '../../src/index.js'

const test = suite('operators on local[2]', { timeoutMs: 10_000 })
const dir = tmpDir()
let sc: SparkContext

test.before(() => {
  sc = new SparkContext(new SparkConf([]).setMaster('local[2]').setAppName('operators'))
})
test.after(() => sc.stop())

operatorCompliance({
  test,
  assert,
  fc,
  context: () => sc,
  dir: () => mkdtempSync(join(dir, 'd-')),
  runs: 5,
})

test.run()
