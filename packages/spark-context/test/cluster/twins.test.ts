import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LocalCluster } from '@firesteel/local-cluster'
import { TaskContext } from '@firesteel/rdd-core'
import { suite, tmpDir, until } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { SparkContext } from '../../src/index.js'
import { aCluster, confFor } from './a-cluster.js'

const test = suite('two attempts of one task at the same time', { timeoutMs: 60_000 })
let cluster: LocalCluster

test.before(async () => {
  cluster = await aCluster(2)
})
test.after(() => cluster.stop())

/** A context that starts second attempts soon; `ended` counts the attempts of partition 5 that are over. */
function speculating(appName: string, marker: string): { sc: SparkContext; ended: () => number } {
  const sc = new SparkContext(
    confFor(cluster, appName, 2)
      .set('spark.speculation', true)
      .set('spark.speculation.minTaskRuntime', '50ms'),
  )
  let ended = 0
  sc.addSparkListener({
    onTaskEnd: ({ task }) => {
      if (task.partitionId !== 5) return
      ended++
      // The first attempt goes on when the second one is over, and neither before.
      writeFileSync(marker, '')
    },
  })
  return { sc, ended: () => ended }
}

test('what both attempts added is counted once', async () => {
  const marker = join(tmpDir(), 'over')
  const { sc, ended } = speculating('twins that add', marker)
  try {
    const seen = sc.longAccumulator('seen')
    await sc.range(0, 8, 1, 8).foreach((n) => {
      seen.add(1)
      const isFirst = TaskContext.get()?.attemptNumber === 0
      for (; n === 5 && isFirst && !existsSync(marker); );
    })
    assert.is(seen.value, 8)
    await until('both attempts to end', () => (ended() === 2 ? true : undefined))
    assert.is(seen.value, 8)
  } finally {
    await sc.stop()
  }
})

test('what both attempts wrote is there once', async () => {
  const dir = tmpDir()
  const [marker, out] = [join(dir, 'over'), join(dir, 'out')]
  const { sc, ended } = speculating('twins that write', marker)
  try {
    await sc
      .range(0, 8, 1, 8)
      .map((n) => {
        const isFirst = TaskContext.get()?.attemptNumber === 0
        for (; n === 5 && isFirst && !existsSync(marker); );
        return n
      })
      .saveAsTextFile(out)
    await until('both attempts to end', () => (ended() === 2 ? true : undefined))
    const parts = Array.from({ length: 8 }, (_, i) => `part-0000${i}`)
    assert.equal(
      readdirSync(out)
        .filter((name) => !name.startsWith('.'))
        .sort(),
      ['_SUCCESS', ...parts],
    )
    assert.equal(
      parts.map((part) => readFileSync(join(out, part), 'utf8')),
      parts.map((_, i) => `${i}\n`),
    )
  } finally {
    await sc.stop()
  }
})

test.run()
