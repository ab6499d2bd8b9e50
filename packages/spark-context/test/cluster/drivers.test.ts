import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hasCode } from '@firesteel/errors'
import type { LocalCluster } from '@firesteel/local-cluster'
import { runNode, suite, tmpDir, until } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { SparkContext } from '../../src/index.js'
import { aCluster, confFor, isRunning } from './a-cluster.js'

const test = suite('drivers on a cluster', { timeoutMs: 60_000 })
const SECRET = 'not to be guessed'
/** A driver as a program of its own: what `body` does with a context `sc`. */
function driverProgram(
  cluster: LocalCluster,
  body: string,
  settings: Readonly<Record<string, string>> = {},
): string {
  const file = join(tmpDir(), 'driver.mjs')
  const packages = (name: string): string =>
    new URL(`../../../${name}/dist/index.js`, import.meta.url).href
  writeFileSync(
    file,
    `import { SparkConf } from '${packages('conf')}'
import { SparkContext } from '${packages('spark-context')}'
const conf = new SparkConf(${JSON.stringify(confFor(cluster, 'driver', 2).setAll(Object.entries(settings)).getAll())})
const sc = new SparkContext(conf.set('spark.authenticate', true).set('spark.authenticate.secret', '${SECRET}'))
const pids = [...new Set(await sc.range(0, 40, 1, 8).map(() => process.pid).collect())]
${body}
`,
  )
  return file
}
let cluster: LocalCluster

test.before(async () => {
  cluster = await aCluster(2, SECRET)
})
test.after(() => cluster.stop())

test('with the wrong secret a driver fails at once and says why', async () => {
  const conf = confFor(cluster, 'stranger', 2).set('spark.authenticate', true)
  const sc = new SparkContext(conf.set('spark.authenticate.secret', 'wrong'))
  let failure: unknown
  try {
    await sc.ready
  } catch (error) {
    failure = error
  }
  assert.ok(hasCode(failure, 'CONTEXT_CLUSTER'), String(failure))
  assert.match(String(failure), /uthentic/)
  await sc.stop()
})

test('a driver that forgets to stop ends by itself, with its executors', async () => {
  const program = driverProgram(cluster, 'console.log(JSON.stringify(pids))')
  const { code, stdout, stderr } = await runNode([program], { nodeArgs: [] })
  assert.is(stderr, '')
  assert.is(code, 0)
  const pids = JSON.parse(stdout) as number[]
  await until('no executor runs', () => !pids.some(isRunning))
})

test('a driver that waits for an answer of the cluster lives until it is there', async () => {
  const program = driverProgram(
    cluster,
    `const [first] = await sc.getExecutorIds()
console.log(await sc.requestTotalExecutors(2), await sc.killExecutors([first]))`,
  )
  const { code, stdout, stderr } = await runNode([program], { nodeArgs: [] })
  assert.is(stdout, 'true true\n', stderr)
  assert.is(code, 0, stderr)
})

test('a driver that is killed takes its executors with it when the grace is over', async () => {
  const dir = tmpDir()
  const program = driverProgram(
    cluster,
    `import { writeFileSync } from 'node:fs'
writeFileSync(${JSON.stringify(join(dir, 'pids'))}, JSON.stringify(pids))
await sc.range(0, 2, 1, 2).foreach(() => { for (;;); })`,
  )
  const driver = spawn(process.execPath, [program], { stdio: 'ignore' })
  const pids = await until('two executors', () => {
    try {
      return JSON.parse(readFileSync(join(dir, 'pids'), 'utf8')) as number[]
    } catch {
      return undefined
    }
  })
  assert.ok(pids.length > 0 && pids.every(isRunning))
  driver.kill('SIGKILL')
  await until('no executor runs', () => !pids.some(isRunning), 10_000)
})

test('an error that a driver does not catch ends it with 1, and its executors', async () => {
  const program = driverProgram(
    cluster,
    `console.log(JSON.stringify(pids))
await sc.parallelize([1]).foreach(() => { throw new Error('broken on purpose') })`,
  )
  const { code, stdout, stderr } = await runNode([program], { nodeArgs: [] })
  assert.is(code, 1)
  assert.match(stderr, 'broken on purpose')
  const pids = JSON.parse(stdout) as number[]
  await until('no executor runs', () => !pids.some(isRunning), 10_000)
})

test('a driver that gets no executor says so while it waits', async () => {
  const program = driverProgram(cluster, '', {
    'spark.executor.memory': '900g',
    'spark.starvation.timeout': '100ms',
    'spark.log.level': 'WARN',
  })
  const driver = spawn(process.execPath, [program], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  driver.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  await until('it says that it waits', () => said.includes('too few executors have registered'))
  driver.kill('SIGTERM')
  await once(driver, 'exit')
})

test.run()
