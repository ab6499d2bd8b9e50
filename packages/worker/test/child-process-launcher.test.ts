import { isRunning, suite, tmpDir, until } from '@firesteel/testkit'
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { SystemClock } from '@firesteel/clock'
import * as assert from 'uvu/assert'
import { ChildProcessLauncher } from '../src/index.js'
import type { LaunchedProcess } from '../src/index.js'
import { terminate } from '../src/terminate.js'

const test = suite('worker: real processes')

const program = (name: string): string =>
  fileURLToPath(new URL(`programs/${name}`, import.meta.url))

function standIn(...args: string[]): { cwd: string; launched: Promise<LaunchedProcess> } {
  const cwd = tmpDir()
  const launched = new ChildProcessLauncher().launch({
    file: process.execPath,
    args: [program('stand-in.mjs'), ...args],
    env: { GREETING: 'hello' },
    cwd,
    header: 'Command: "x"\n\n',
  })
  return { cwd, launched }
}

const stdoutOf = (cwd: string) => readFileSync(join(cwd, 'stdout'), 'utf8')
const says = (cwd: string, what: RegExp) =>
  until(`stdout says ${what}`, () => what.exec(stdoutOf(cwd)))

test('output goes to files, below the header, and the exit code is told', async () => {
  const { cwd, launched } = standIn('exit', '3')
  assert.equal(await (await launched).exit, { code: 3 })
  assert.is(stdoutOf(cwd), `out of ${cwd}\n`)
  assert.is(readFileSync(join(cwd, 'stderr'), 'utf8'), 'Command: "x"\n\nerr hello\n')
})

test('sees no variable but its own and that of its lifeline', async () => {
  const cwd = tmpDir()
  const launched = await new ChildProcessLauncher().launch({
    file: process.execPath,
    args: ['-p', 'Object.keys(process.env).sort().join()'],
    env: { A: '1' },
    cwd,
    header: '',
  })
  await launched.exit
  assert.is(stdoutOf(cwd), 'A,FIRESTEEL_LIFELINE_FD\n')
})

test('a program that is not there is an error that names it', async () => {
  const spec = { file: '/not/there', args: [], env: {}, cwd: tmpDir(), header: '' }
  await new ChildProcessLauncher().launch(spec).then(
    () => assert.unreachable(),
    (error: { code: string; message: string }) => {
      assert.is(error.code, 'WORKER_LAUNCH')
      assert.match(error.message, /cannot start \/not\/there in .*ENOENT/)
    },
  )
})

test('SIGTERM ends it, and its end is told as a shell would', async () => {
  const { cwd, launched } = standIn('stay')
  const process = await launched
  await says(cwd, /here/)
  assert.equal(await terminate(process, new SystemClock(), 10_000), {
    code: 143,
    signal: 'SIGTERM',
  })
})

test('SIGKILL ends one that ignores SIGTERM', async () => {
  const { cwd, launched } = standIn('stubborn')
  const process = await launched
  await says(cwd, /here/)
  assert.equal(await terminate(process, new SystemClock(), 200), { code: 137, signal: 'SIGKILL' })
  assert.match(stdoutOf(cwd), /no/)
})

test('what it started is killed with it', async () => {
  const { cwd, launched } = standIn('parent')
  const process = await launched
  const [, child] = await says(cwd, /child (\d+)/)
  process.kill('SIGKILL')
  await process.exit
  await until('the child is gone', () => !isRunning(Number(child)))
})

test('what it left behind goes when it ends by itself', async () => {
  const { cwd, launched } = standIn('leave')
  assert.is((await (await launched).exit).code, 0)
  const [, child] = await says(cwd, /child (\d+)/)
  await until('the child is gone', () => !isRunning(Number(child)))
})

test('a signal to one that is gone does nothing', async () => {
  const { launched } = standIn('exit', '0')
  const process = await launched
  await process.exit
  process.kill('SIGKILL')
})

test('it hears at once of the end of a launcher that was killed', async () => {
  const cwd = tmpDir()
  const launcher = spawn(
    process.execPath,
    ['--conditions=@firesteel/source', '--import', 'tsx', program('launches.ts'), cwd],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const pid = await new Promise<number>((resolve) => {
    createInterface({ input: launcher.stdout }).once('line', (line) => resolve(Number(line)))
  })
  await says(cwd, /here/)
  launcher.kill('SIGKILL')
  await until('the process is gone', () => !isRunning(pid))
})

test.run()
