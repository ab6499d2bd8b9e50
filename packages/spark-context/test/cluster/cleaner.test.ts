import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LocalCluster } from '@firesteel/local-cluster'
import { runNode, suite, tmpDir } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { aCluster, confFor } from './a-cluster.js'

const test = suite('what a driver lets go, on a cluster', { timeoutMs: 90_000 })
const SETTINGS = { 'spark.shuffle.service.enabled': 'true', 'spark.shuffle.service.port': '0' }
let cluster: LocalCluster
let localDir: string

test.before(async () => {
  localDir = tmpDir()
  cluster = await aCluster(2, undefined, { ...SETTINGS, 'spark.local.dir': localDir })
})
test.after(() => cluster.stop())

/** Runs `body` as a driver that can look for its garbage; what it prints as JSON, and its log. */
async function driver(
  body: string,
  settings: Readonly<Record<string, string>>,
): Promise<{ said: unknown; log: string }> {
  const file = join(tmpDir(), 'driver.mjs')
  const packages = (name: string): string =>
    new URL(`../../../${name}/dist/index.js`, import.meta.url).href
  const conf = confFor(cluster, 'cleaner', 2).set('spark.log.level', 'DEBUG')
  for (const [name, value] of Object.entries(settings)) conf.set(name, value)
  writeFileSync(
    file,
    `import { readdirSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { SparkConf } from '${packages('conf')}'
import { SparkContext } from '${packages('spark-context')}'
import { StorageLevel } from '${packages('storage-level')}'
const sc = new SparkContext(new SparkConf(${JSON.stringify(conf.getAll())}))
const files = (prefix) => {
  try {
    return readdirSync(${JSON.stringify(localDir)}, { recursive: true }).filter((name) => name.split('/').at(-1).startsWith(prefix)).length
  } catch {
    return files(prefix)
  }
}
/** Collects garbage until \`done\`, or says that it never was. */
const collected = async (done) => {
  for (let round = 0; round < 300; round++) {
    gc()
    await pause(50)
    if (await done()) return true
  }
  return false
}
const pairs = (rdd) => rdd.map((n) => [n % 3, n]).reduceByKey((a, b) => a + b, 2)
${body}
await sc.stop()
`,
  )
  const { code, stdout, stderr } = await runNode([file], { nodeArgs: ['--expose-gc'] })
  assert.is(code, 0, stderr.slice(-4_000))
  return { said: JSON.parse(stdout), log: stderr }
}

test('cached partitions, broadcasts and map outputs go, these even where no executor is left', async () => {
  const { said, log } = await driver(
    `
await (async () => {
  const table = sc.broadcast(['a', 'b'])
  const rows = sc.range(0, 100, 1, 4).map((n) => table.value[n % 2]).persist(StorageLevel.DISK_ONLY)
  await rows.count()
})()
const kept = files('rdd_')
const areRowsGone = await collected(() => files('rdd_') === 0)
await (async () => { await pairs(sc.range(0, 100, 1, 4)).count() })()
const written = files('shuffle_')
const executors = await sc.getExecutorIds()
await sc.requestTotalExecutors(0)
await sc.killExecutors(executors)
const areGone = await collected(async () => (await sc.getExecutorIds()).length === 0)
const areOutputsGone = await collected(() => files('shuffle_') === 0)
console.log(JSON.stringify({ kept, areRowsGone, written: written > 0, executors: executors.length, areGone, areOutputsGone }))`,
    { ...SETTINGS, 'spark.executor.cores': '1' },
  )
  assert.equal(said, {
    kept: 4,
    areRowsGone: true,
    written: true,
    executors: 2,
    areGone: true,
    areOutputsGone: true,
  })
  assert.match(log, /"kind":"broadcast","id":0,"msg":"removed what the program had let go"/)
  assert.not.match(log, 'copies of broadcast 0 were not removed')
  assert.equal(
    readdirSync(localDir, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.includes('shuffle_'),
    ),
    [],
  )
})

test('executors that are kept for their map outputs only go when nobody can ask for these', async () => {
  const { said } = await driver(
    `
await (async () => { await pairs(sc.range(0, 100, 1, 4)).count() })()
const isAlone = await collected(async () => (await sc.getExecutorIds()).length === 0)
console.log(JSON.stringify(isAlone))`,
    {
      'spark.executor.cores': '1',
      'spark.dynamicAllocation.enabled': 'true',
      'spark.dynamicAllocation.initialExecutors': '2',
      'spark.dynamicAllocation.shuffleTracking.enabled': 'true',
      'spark.dynamicAllocation.executorIdleTimeout': '1s',
    },
  )
  assert.is(said, true)
})

test.run()
