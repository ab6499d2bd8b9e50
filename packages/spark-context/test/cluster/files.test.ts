import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LocalCluster } from '@firesteel/local-cluster'
import { SparkFiles } from '@firesteel/rdd-core'
import { suite, tmpDir } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { SparkContext } from '../../src/index.js'
import { aCluster, confFor } from './a-cluster.js'

const test = suite('added files on a cluster', { timeoutMs: 60_000 })
const dir = tmpDir()
let cluster: LocalCluster
let sc: SparkContext

test.before(async () => {
  cluster = await aCluster(2)
  sc = new SparkContext(confFor(cluster, 'files', 2))
})
test.after(async () => {
  await sc.stop()
  await cluster.stop()
})

const inTasks = async (name: string): Promise<Record<string, string>> =>
  Object.fromEntries(
    await sc
      .range(0, 8, 1, 8)
      .map(
        () => [SparkFiles.getRootDirectory(), readFileSync(SparkFiles.get(name), 'utf8')] as const,
      )
      .collect(),
  )

test('every executor has its own copies, also of files that are added while it runs', async () => {
  writeFileSync(join(dir, 'one äöü.txt'), 'one')
  sc.addFile(join(dir, 'one äöü.txt'))
  const first = await inTasks('one äöü.txt')
  assert.equal(Object.values(first), ['one', 'one'])
  assert.not.ok(SparkFiles.getRootDirectory() in first)
  mkdirSync(join(dir, 'tree/inner'), { recursive: true })
  writeFileSync(join(dir, 'tree/inner/leaf.txt'), 'leaf')
  sc.addFile(join(dir, 'tree'), true)
  assert.equal(Object.values(await inTasks('tree/inner/leaf.txt')), ['leaf', 'leaf'])
})

test.run()
