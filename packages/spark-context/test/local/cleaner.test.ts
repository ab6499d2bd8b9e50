import { runNode, suite, tmpDir } from '@firesteel/testkit'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'

const test = suite('what a driver lets go, on local[2]', { timeoutMs: 60_000 })

/** Runs `body` as a driver that can look for its garbage, and answers with what it prints as JSON. */
async function driver(
  body: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const dir = tmpDir()
  const file = join(dir, 'driver.mjs')
  const packages = (name: string): string =>
    new URL(`../../../${name}/dist/index.js`, import.meta.url).href
  const conf = { 'spark.local.dir': dir, 'spark.log.level': 'WARN', ...settings }
  writeFileSync(
    file,
    `import { readdirSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import { SparkConf } from '${packages('conf')}'
import { SparkContext } from '${packages('spark-context')}'
const sc = new SparkContext(new SparkConf(${JSON.stringify(Object.entries(conf))}).setMaster('local[2]').setAppName('cleaner'))
const files = (prefix) => readdirSync(${JSON.stringify(dir)}, { recursive: true }).filter((name) => name.split('/').at(-1).startsWith(prefix)).length
/** Collects garbage until \`done\`, or says that it never was. */
const collected = async (done) => {
  for (let round = 0; round < 500; round++) {
    gc()
    for (let each = 0; each < 5; each++) await turn()
    if (done()) return true
  }
  return false
}
const pairs = (rdd) => rdd.map((n) => [n % 3, n]).reduceByKey((a, b) => a + b, 2)
${body}
await sc.stop()
`,
  )
  const { code, stdout, stderr } = await runNode([file], { nodeArgs: ['--expose-gc'] })
  assert.is(code, 0, stderr)
  return JSON.parse(stdout)
}

test('outputs of shuffles that nobody can ask for any more are deleted, others stay', async () => {
  const said = await driver(`
const kept = pairs(sc.range(0, 10, 1, 2))
await kept.count()
const alone = files('shuffle_')
await (async () => { for (let n = 0; n < 20; n++) await pairs(sc.range(0, 10, 1, 2)).count() })()
const before = files('shuffle_')
const isClean = await collected(() => files('shuffle_') === alone)
console.log(JSON.stringify({ before: before > alone, isClean, again: await kept.count() }))`)
  assert.equal(said, { before: true, isClean: true, again: 3 })
})

test('nothing is deleted when reference tracking is off', async () => {
  const said = await driver(
    `
await (async () => { await pairs(sc.range(0, 10, 1, 2)).count() })()
const before = files('shuffle_')
await collected(() => false)
console.log(JSON.stringify(files('shuffle_') === before && before > 0))`,
    { 'spark.cleaner.referenceTracking': 'false' },
  )
  assert.is(said, true)
})

test('hundreds of iterations leave no more on disk than a few', async () => {
  const said = await driver(`
let ranks = sc.range(0, 10, 1, 2).map((n) => [n, 1])
let most = 0
for (let n = 0; n < 300; n++) {
  const next = await ranks.reduceByKey((a, b) => a + b, 2).mapValues((rank) => (rank * 1.1) % 7).collect()
  ranks = sc.parallelize(next, 2)
  if (n % 25 === 0) { gc(); await turn(); await turn() }
  most = Math.max(most, files('shuffle_'))
}
console.log(JSON.stringify({ few: most <= 240, all: ranks !== undefined }))`)
  assert.equal(said, { few: true, all: true })
})

test('a driver that has memory left looks for garbage after so many shuffles', async () => {
  const said = await driver(
    `
await (async () => { for (let n = 0; n < 120; n++) await pairs(sc.range(0, 10, 1, 2)).count() })()
console.log(JSON.stringify(files('shuffle_') < 240))`,
    { 'spark.firesteel.cleaner.gcAfter': '20' },
  )
  assert.is(said, true)
})

test('a broadcast whose handle is garbage is forgotten, one that a dataset uses is not', async () => {
  const said = await driver(`
const used = (() => { const table = sc.broadcast(['a', 'b']); return sc.range(0, 4, 1, 2).map((n) => table.value[n % 2]) })()
const first = await used.collect()
let gone = false
const registry = new FinalizationRegistry(() => { gone = true })
;(() => { const other = sc.broadcast(new Array(1000).fill(1)); registry.register(other, 0) })()
const isClean = await collected(() => gone)
console.log(JSON.stringify({ isClean, same: JSON.stringify(await used.collect()) === JSON.stringify(first) }))`)
  assert.equal(said, { isClean: true, same: true })
})

test.run()
