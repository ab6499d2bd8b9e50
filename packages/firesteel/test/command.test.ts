import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type RunOptions, runNode, suite, tmpDir } from '@firesteel/testkit'
import * as assert from 'uvu/assert'

const test = suite('firesteel: the command', { timeoutMs: 60_000 })

const program = fileURLToPath(new URL('../bin/firesteel.js', import.meta.url))
const firesteel = (args: string[], options: RunOptions = {}) =>
  runNode([program, ...args], { nodeArgs: [], ...options })

/** An application in an otherwise empty directory, far from any node_modules. */
function application(files: Record<string, string>): string {
  const dir = tmpDir()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text)
  return join(dir, 'app.ts')
}

const head =
  "import { SparkConf, SparkContext } from 'firesteel'\nconst sc = new SparkContext(new SparkConf())\n"

test('says how it is used, and ends with 2 when it is not used so', async () => {
  const bare = await firesteel([])
  assert.is(bare.code, 2)
  assert.match(bare.stderr, /usage: firesteel COMMAND/)
  const unknown = await firesteel(['sumbit'])
  assert.is(unknown.code, 2)
  assert.match(unknown.stderr, /no such command 'sumbit'; there are submit, master, worker/)
  for (const asked of ['--help', '-h']) assert.is((await firesteel([asked])).code, 0)
})

test('each command explains itself', async () => {
  for (const command of ['submit', 'master', 'worker']) {
    const { code, stdout, stderr } = await firesteel([command, '--help'])
    assert.is(code, 0, stderr)
    assert.match(stdout, /--properties-file/, command)
  }
})

test('passes on the status of a daemon that cannot run', async () => {
  const misused = await firesteel(['master', '--port', 'abc'])
  assert.is(misused.code, 2)
  assert.match(misused.stderr, /^firesteel-master: --port .*found 'abc'.*\n$/)
  assert.is((await firesteel(['worker'])).code, 2)
  assert.is((await firesteel(['master', '--host', '0.0.0.0', '--port', '0'])).code, 1)
})

test('submits a single file from anywhere, with its imports, its arguments and its settings', async () => {
  const app = application({
    'app.ts': `import { twice } from './twice.ts'\n${head}const offset: number = Number(process.argv[2])
console.log(sc.appName, await sc.parallelize([1, 2, 3], 2).map((x) => twice(x) + offset).collect())
await sc.stop()`,
    'twice.ts': 'export const twice = (x: number): number => x * 2',
  })
  const { code, stdout, stderr } = await firesteel(
    ['submit', '--master', 'local[2]', '--name', 'mine', app, '10'],
    { cwd: tmpDir() },
  )
  assert.is(code, 0, stderr)
  assert.is(stdout, 'mine [ 12, 14, 16 ]\n')
})

test('modules of the application keep their state, their classes and their own imports of firesteel on executors', async () => {
  const app = application({
    'app.ts': `import { Point, tag } from './point.ts'\n${head}
console.log(await sc.parallelize([1, 2], 2).map(tag).collect())
console.log(await sc.parallelize([3], 1).map((x) => new Point(x, 4)).map((p) => p instanceof Point && p.norm).collect())
await sc.stop()`,
    'point.ts': `import { TaskContext, lazy } from 'firesteel'
const unit = lazy(() => 'p')
export class Point {
  #offset = 1
  constructor(readonly x: number, readonly y: number) {}
  get norm() { return Math.hypot(this.x, this.y) + this.#offset }
}
export const tag = (x: number): string => unit.value + TaskContext.get()?.partitionId + ':' + x`,
  })
  for (const master of ['local[2]', 'local-cluster[1,2,1024]']) {
    const { stdout, stderr } = await firesteel(['submit', '--master', master, app])
    assert.is(stdout, "[ 'p0:1', 'p1:2' ]\n[ 6 ]\n", stderr)
  }
})

test('executors that no worker of a local cluster can hold are refused', async () => {
  const app = application({ 'app.ts': `${head}await sc.ready` })
  const { code, stderr } = await firesteel(['submit', '--master', 'local-cluster[1,1,512]', app])
  assert.is(code, 1)
  assert.match(stderr, /workers of 512 MiB and executors of 1024 MiB/)
})

test("the application's exit code is passed on", async () => {
  const app = application({ 'app.ts': `${head}await sc.stop()\nprocess.exit(7)` })
  assert.is((await firesteel(['submit', '--master', 'local', app])).code, 7)
})

test('a usage error is one line and status 2', async () => {
  for (const [args, line] of [
    [['submit'], /no application given/],
    [['submit', 'nowhere.ts'], /no such application/],
    [['submit', '--mastr', 'x', 'a.ts'], /unknown option '--mastr'/],
    [['submit', '--conf', 'nonsense', program], /expected NAME=VALUE/],
    [['submit', '--properties-file', '/no/such', program], /cannot read the properties file/],
  ] as const) {
    const { code, stderr } = await firesteel([...args])
    assert.is(code, 2, stderr)
    assert.match(stderr, line)
    assert.ok(stderr.trim().split('\n').length <= 2, stderr)
  }
})

test('a master URL of no known form is refused with those that are', async () => {
  const app = application({ 'app.ts': `${head}await sc.ready` })
  for (const master of ['yarn', 'spark:/h:1', 'local[0]', 'local-cluster[2]', 'spark://h:70000']) {
    const { code, stderr } = await firesteel(['submit', '--master', master, app])
    assert.is(code, 1, `${master}: ${stderr}`)
    assert.match(stderr, /local\[|local-cluster\[/, master)
  }
})

test("a failing task shows the user's file and line first, and the command fails", async () => {
  const app = application({
    'app.ts': `${head}
const parse = (text: string): number => {
  if (text === 'three') throw new RangeError('no number: ' + text)
  return text.length
}
await sc.parallelize(['one', 'two', 'three'], 3).map((text) => parse(text)).collect()`,
  })
  const { code, stderr } = await firesteel(['submit', '--master', 'local[2]', app])
  assert.is(code, 1)
  assert.match(stderr, /RangeError: no number: three/)
  const frames = stderr.split('\n').filter((line) => /^\s+at /.test(line))
  assert.match(frames[0] ?? '', /app\.ts:5:/, stderr)
  assert.not.match(stderr, 'application.mjs', 'positions in the bundle mean nothing to anybody')
})

test('a failure that nobody awaited is shown the same way', async () => {
  const app = application({
    'app.ts': `${head}
const main = async () => { await sc.parallelize([1]).map(() => { throw new Error('late') }).count() }
void main()`,
  })
  const { code, stderr } = await firesteel(['submit', '--master', 'local', app])
  assert.is(code, 1, stderr)
  assert.match(stderr, /Error: late \(at .*app\.ts:4:/)
  assert.not.match(stderr, /SlotRuntime|runDriver/)
})

test('a program that does not stop its context ends all the same', async () => {
  const app = application({
    'app.ts': `${head}console.log(await sc.parallelize([1, 2], 2).count())`,
  })
  const { code, stdout, stderr } = await firesteel(['submit', '--master', 'local[2]', app])
  assert.is(stdout, '2\n', stderr)
  assert.is(code, 0, stderr)
})

test('a program that waits for nothing ends with 13 and says so', async () => {
  const app = application({ 'app.ts': 'await new Promise(() => {})' })
  const { code, stderr } = await firesteel(['submit', '--master', 'local', app])
  assert.is(code, 13)
  assert.match(stderr, /waits for something that cannot happen/)
})

test("an application's own copy of firesteel is the one that runs it", async () => {
  const app = application({ 'app.ts': "import { VERSION } from 'firesteel'\nconsole.log(VERSION)" })
  const own = join(app, '../node_modules/firesteel')
  mkdirSync(own, { recursive: true })
  writeFileSync(join(own, 'package.json'), '{"type":"module","exports":"./index.js"}')
  writeFileSync(join(own, 'index.js'), "export const VERSION = 'my own'")
  const { stdout, stderr } = await firesteel(['submit', app])
  assert.is(stdout, 'my own\n', stderr)
})

test('more heap is given to the driver when it is asked for', async () => {
  const app = application({
    'app.ts':
      "import v8 from 'node:v8'\nconsole.log(Math.round(v8.getHeapStatistics().heap_size_limit / 2 ** 20))",
  })
  const { code, stdout, stderr } = await firesteel(['submit', '--driver-memory', '300m', app])
  assert.is(code, 0, stderr)
  assert.ok(Number(stdout) >= 300 && Number(stdout) < 500, stdout)
})

test('a driver that is ended by a signal leaves nothing in the temporary directory', async () => {
  const app = application({
    'app.ts': `${head}await sc.parallelize([1]).count()\nconsole.log('ran')\nsetInterval(() => {}, 1_000)`,
  })
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const temporary = tmpDir()
    const driver = spawn(process.execPath, [program, 'submit', '--master', 'local[1]', app], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, TMPDIR: temporary },
    })
    await once(driver.stdout, 'data')
    driver.kill(signal)
    const [code, by] = (await once(driver, 'exit')) as [number | null, string | null]
    assert.ok(code !== 0, `ended with ${code} by ${by}`)
    assert.equal(readdirSync(temporary), [])
  }
})

test('works through a symbolic link, as package managers make them', async () => {
  const link = join(tmpDir(), 'firesteel')
  symlinkSync(program, link)
  const { code, stdout } = await runNode([link, '--version'], { nodeArgs: [] })
  assert.is(code, 0)
  assert.match(stdout, /^\d+\.\d+\.\d+/)
})

test('an application that fails while a Master is looked for does not go on looking', async () => {
  // Nobody listens at port 1.
  const app = application({ 'app.ts': `${head}throw new Error('not today')` })
  const { code, stderr } = await firesteel(['submit', '--master', 'spark://127.0.0.1:1', app])
  assert.is(code, 1)
  assert.match(stderr, /Error: not today/)
  assert.not.match(stderr, /Giving up|no Master was found/)
})

test.run()
