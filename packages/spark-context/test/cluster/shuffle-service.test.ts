import { readdirSync } from 'node:fs'
import type { LocalCluster } from '@firesteel/local-cluster'
import { suite, tmpDir, until } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { SparkContext } from '../../src/index.js'
import { aCluster, confFor, isRunning } from './a-cluster.js'

const test = suite('the shuffle service of a cluster', { timeoutMs: 90_000 })
const SECRET = 'a secret of this test'
let cluster: LocalCluster
let localDir: string

test.before(async () => {
  localDir = tmpDir()
  cluster = await aCluster(2, SECRET, {
    'spark.shuffle.service.enabled': 'true',
    'spark.shuffle.service.port': '0',
    'spark.local.dir': localDir,
  })
})
test.after(() => cluster.stop())

/** Map output files; what is deleted while we look is not there. */
function filesBelow(dir: string): string[] {
  try {
    return readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.includes('shuffle_'),
    )
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return filesBelow(dir)
  }
}

test('map outputs outlive their executors: nothing is computed again', async () => {
  const conf = confFor(cluster, 'outliving', 2)
    .set('spark.shuffle.service.enabled', true)
    // Whatever another executor wrote has to come from the service.
    .set('spark.shuffle.readHostLocalDisk', false)
    .set('spark.authenticate', true)
    .set('spark.authenticate.secret', SECRET)
  const sc = new SparkContext(conf)
  try {
    const stages: number[] = []
    const failures: string[] = []
    sc.addSparkListener({
      onStageSubmitted: ({ stage }) => void stages.push(stage.numTasks),
      onTaskEnd: ({ reason }) => {
        if (reason.kind !== 'Success') failures.push(reason.kind)
      },
    })
    const pids = sc.range(0, 20, 1, 6).map(() => process.pid)
    const sums = sc
      .range(0, 100, 1, 8)
      .map((n): [number, number] => [n % 2, n])
      .reduceByKey((a, b) => a + b, 4)
    const expected = new Map([
      [0, 2_450],
      [1, 2_500],
    ])
    assert.equal(new Map(await sums.collect()), expected)
    assert.ok(filesBelow(localDir).length > 0)
    const executors = [...new Set(await pids.collect())]
    assert.is(executors.length, 2)
    for (const pid of executors) process.kill(pid, 'SIGKILL')
    await until('they are gone', () => !executors.some(isRunning))
    stages.length = 0
    failures.length = 0
    assert.equal(new Map(await sums.collect()), expected)
    assert.equal(stages, [4], 'only the stage that reads ran')
    assert.not(failures.includes('FetchFailed'))
  } finally {
    await sc.stop()
  }
  await until(
    'the directories of the application are deleted',
    () => filesBelow(localDir).length === 0,
  )
})

test('an application that needs it is told when a worker has none', async () => {
  const without = await aCluster(1)
  const conf = confFor(without, 'misled', 1).set('spark.shuffle.service.enabled', true)
  const sc = new SparkContext(conf)
  try {
    const why = await sc
      .range(3)
      .count()
      .then(
        () => 'it ran',
        (error: Error) => error.message,
      )
    assert.match(why, /this worker runs no shuffle service/)
  } finally {
    await sc.stop()
    await without.stop()
  }
})

test.run()
