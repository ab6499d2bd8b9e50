import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type Finished, runNode, suite, tmpDir } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const test = suite('programs on local[2]', { timeoutMs: 30_000 })
const packages = (name: string): string =>
  new URL(`../../../${name}/dist/index.js`, import.meta.url).href

function programFile(body: string): string {
  const file = join(tmpDir(), 'program.mjs')
  writeFileSync(
    file,
    `import { SparkConf } from '${packages('conf')}'
import { SparkContext } from '${packages('spark-context')}'
const sc = new SparkContext(new SparkConf().setMaster('local[2]').setAppName('program'))
${body}
`,
  )
  return file
}
const run = (body: string): Promise<Finished> => runNode([programFile(body)], { nodeArgs: [] })

test('the example of the beginning: every key once, printed by the tasks', async () => {
  const { code, stdout, stderr } = await run(`
const data = sc.parallelize([1, 2, 3, 4, 5, 4, 3, 2, 1])
const keys = data.map((n) => [n, 1]).reduceByKey((a, b) => a + b).map(([key]) => key)
await keys.foreach((key) => console.log(key))
await sc.stop()`)
  assert.is(stderr, '')
  assert.equal(stdout.trim().split('\n').sort(), ['1', '2', '3', '4', '5'])
  assert.is(code, 0)
})

test('foreach may be given console.log itself', async () => {
  const { stdout } = await run(`
await sc.parallelize(['printed'], 1).foreach(console.log)
await sc.stop()`)
  assert.match(stdout, 'printed')
})

test('a program that forgets to stop ends with 0 and its result', async () => {
  const { code, stdout } = await run('console.log(await sc.range(100).sum())')
  assert.is(stdout, '4950\n')
  assert.is(code, 0)
})

test('a program that does not await its last job still runs it to the end', async () => {
  const { code, stdout } = await run(
    'void sc.range(0, 100, 1, 4).sum().then((sum) => console.log(sum))',
  )
  assert.is(stdout, '4950\n')
  assert.is(code, 0)
})

test('a job that fails and is not caught ends the program with 1 and says why', async () => {
  const { code, stdout, stderr } = await run(`
await sc.range(10).map((n) => { if (n > 5) throw new Error('too large: ' + n); return n }).sum()
console.log('not reached')`)
  assert.is(stdout, '')
  assert.match(stderr, /too large: \d .*program\.mjs:5/)
  assert.is(code, 1)
})

test('process.exit in the program ends it at once, whatever runs', async () => {
  const { code } = await run(`
void sc.range(2).foreach(() => { for (;;); })
setTimeout(() => process.exit(7), 500)`)
  assert.is(code, 7)
})

test('everything that tasks print is there, even when the last of them is killed', async () => {
  const { stdout } = await run(`
await sc.range(0, 200, 1, 4).foreach((n) => { console.log('line ' + n) })
await sc.range(1).foreach(() => { console.log('last'); process.exit(1) }).catch(() => {})
await sc.stop()`)
  assert.is(stdout.split('\n').filter((line) => /^line \d+$/.test(line)).length, 200)
  assert.match(stdout, 'last\n')
})

test('a signal stops the context and then ends the program as it would have', async () => {
  const file = programFile(`
await sc.ready
console.log('ready')
await sc.range(1).foreach(() => { for (;;); }).catch(() => {})`)
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'ignore'] })
  await once(child.stdout, 'data')
  child.kill('SIGTERM')
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  assert.is(code, null)
  assert.is(signal, 'SIGTERM')
})

test('a context that a signal stopped says so', async () => {
  const { stdout } = await run(`
process.on('SIGTERM', () => {})
process.kill(process.pid, 'SIGTERM')
while (!sc.isStopped) await new Promise(setImmediate)
try { sc.range(3) } catch (error) { console.log(error.message) }`)
  assert.match(stdout, 'stopped at the end of the program (SIGTERM)')
})

test.run()
