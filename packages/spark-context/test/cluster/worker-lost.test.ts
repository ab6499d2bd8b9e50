import type { LocalCluster } from '@firesteel/local-cluster'
import { suite, until } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { SparkContext } from '../../src/index.js'
import { aCluster, confFor } from './a-cluster.js'

const test = suite('a worker that is killed while a job runs', { timeoutMs: 90_000 })
let cluster: LocalCluster

test.before(async () => {
  cluster = await aCluster(2)
})
test.after(() => cluster.stop())

test('costs what it had done and was doing, and nothing else', async () => {
  await using sc = new SparkContext(
    confFor(cluster, 'worker lost', 2).set('spark.shuffle.readHostLocalDisk', false),
  )
  const starts: { stageId: number; partitionId: number; executorId: string }[] = []
  const lost: string[] = []
  let finished = 0
  sc.addSparkListener({
    onTaskStart: ({ stageId, task: { partitionId, executorId } }) =>
      void starts.push({ stageId, partitionId, executorId }),
    onTaskEnd: ({ reason }) => void (reason.kind === 'Success' && finished++),
    onExecutorRemoved: ({ executorId }) => void lost.push(executorId),
  })
  const running = sc
    .range(0, 100, 1, 20)
    .map((n): [number, number] => {
      const end = Date.now() + 15
      while (Date.now() < end);
      return [n % 2, n]
    })
    .reduceByKey((a, b) => a + b, 2)
    .collect()
  await until('some tasks are over', () => finished > 4)
  process.kill(cluster.workers[0]?.pid ?? 0, 'SIGKILL')
  assert.equal(
    new Map(await running),
    new Map([
      [0, 2_450],
      [1, 2_500],
    ]),
  )
  await until('the loss is known', () => lost.length > 0)
  const first = Math.min(...starts.map(({ stageId }) => stageId))
  for (let partition = 0; partition < 20; partition++) {
    const where = starts.filter((s) => s.stageId === first && s.partitionId === partition)
    for (const { executorId } of where.slice(0, -1)) {
      assert.ok(lost.includes(executorId), `partition ${partition} ran again without need`)
    }
  }
})

test.run()
