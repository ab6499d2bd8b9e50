import { existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LocalCluster } from '@firesteel/local-cluster'
import { suite, tmpDir, until } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { SparkContext } from '../../src/index.js'
import { aCluster, confFor } from './a-cluster.js'

const test = suite('output and cancellation on a cluster', { timeoutMs: 60_000 })
const dir = tmpDir()
let cluster: LocalCluster
let sc: SparkContext

test.before(async () => {
  cluster = await aCluster(2)
  sc = new SparkContext(confFor(cluster, 'output', 2))
})
test.after(async () => {
  await sc.stop()
  await cluster.stop()
})

test('a task that fails after it wrote is tried again, and its records are there once', async () => {
  const own = mkdtempSync(join(dir, 'd-'))
  const [out, failed] = [join(own, 'out'), join(own, 'failed')]
  await sc
    .range(0, 100, 1, 4)
    .mapPartitionsWithIndex(function* (index, values) {
      yield* values
      if (index !== 2 || existsSync(failed)) return
      writeFileSync(failed, '')
      throw new Error('once only')
    })
    .saveAsTextFile(out)
  const lines = await sc.textFile(out).map(Number).collect()
  assert.equal(
    lines.sort((a, b) => a - b),
    Array.from({ length: 100 }, (_, n) => n),
  )
  assert.ok(existsSync(join(out, '_SUCCESS')) && !existsSync(join(out, '_temporary')))
})

test('an executor that dies while it writes costs a second attempt', async () => {
  const own = mkdtempSync(join(dir, 'd-'))
  const [out, died] = [join(own, 'out'), join(own, 'died')]
  await sc
    .range(0, 100, 1, 4)
    .mapPartitionsWithIndex(function* (index, values) {
      yield* values
      if (index !== 3 || existsSync(died)) return
      writeFileSync(died, '')
      process.kill(process.pid, 'SIGKILL')
    })
    .saveAsTextFile(out)
  const parts = readdirSync(out).filter((name) => name.startsWith('part-'))
  assert.is(parts.length, 4)
  const lines = parts.flatMap((name) => readFileSync(join(out, name), 'utf8').trim().split('\n'))
  assert.is(new Set(lines).size, 100)
  assert.is(lines.length, 100)
})

test('a job that is called off ends its task on the executor, which then runs others', async () => {
  const own = mkdtempSync(join(dir, 'd-'))
  const alive = join(own, 'alive')
  const ends: string[] = []
  const forget = sc.addSparkListener({ onTaskEnd: ({ reason }) => void ends.push(reason.kind) })
  const job = sc
    .range(0, 1, 1, 1)
    .flatMap(function* () {
      for (let x = 0; ; x++) {
        if (x % 50_000 === 0) writeFileSync(alive, String(x))
        yield x
      }
    })
    .countAsync()
  await until('it runs', () => existsSync(alive))
  job.cancel()
  const failure = await job.then(
    () => undefined,
    (error: unknown) => error as Error,
  )
  assert.match(failure?.message ?? '', /cancelled because its action was cancelled/)
  await until('its executor says that it ended', () => ends.includes('TaskKilled'))
  forget()
  assert.is(await sc.range(0, 100, 1, 4).count(), 100)
})

test.run()
