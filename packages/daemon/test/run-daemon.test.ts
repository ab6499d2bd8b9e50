import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { suite, until } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { LIFELINE_FD, lifelineOf, withLifeline } from '../src/lifeline.js'

const test = suite('daemon: life of the process')

const program = fileURLToPath(new URL('programs/daemon.ts', import.meta.url))
const READY = 'test-daemon ready spark://h:1\n'

const children = new Set<ChildProcess>()
test.after(() => {
  for (const child of children) child.kill('SIGKILL')
})

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

interface Started {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** Resolves when it has said this, on either stream. */
  readonly said: (what: string) => Promise<unknown>
}

function start(...args: readonly string[]): Started {
  const child = spawn(
    process.execPath,
    ['--conditions=@firesteel/source', '--import', 'tsx', program, ...args],
    { env: withLifeline(process.env), stdio: ['ignore', 'pipe', 'pipe', 'pipe'] },
  )
  children.add(child)
  let [stdout, stderr] = ['', '']
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => {
      children.delete(child)
      resolve({ code, stdout, stderr })
    })
  })
  return {
    child,
    ended,
    said: (what) => until(what, () => stdout.includes(what) || stderr.includes(what)),
  }
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`says once that it is ready, stops at ${signal} and ends with 0`, async () => {
    const { child, ended, said } = start('--log-level', 'error', 'run')
    await said(READY)
    child.kill(signal)
    assert.equal(await ended, { code: 0, stdout: `${READY}stopping\n`, stderr: '' })
  })
}

test('stops when its lifeline is cut, and says so', async () => {
  const { child, ended, said } = start('run')
  await said(READY)
  assert.is(child.stdio[LIFELINE_FD], lifelineOf(child))
  lifelineOf(child)?.destroy()
  const { code, stderr } = await ended
  assert.is(code, 0)
  assert.match(stderr, /"name":"tester".*"reason":"the parent process is gone","msg":"stopping"/)
})

test('a stop that takes too long is given up, with 0 and a word in the log', async () => {
  const { child, ended, said } = start('hang')
  await said(READY)
  child.kill('SIGTERM')
  const { code, stderr } = await ended
  assert.is(code, 0)
  assert.match(stderr, 'the Tester did not stop cleanly')
})

test('a second signal ends it at once, with 1', async () => {
  const { child, ended, said } = start('hang-long')
  await said(READY)
  child.kill('SIGTERM')
  await said('stopping\n')
  child.kill('SIGINT')
  assert.is((await ended).code, 1)
})

test('what gives up is stopped, and ends with 1 and one line that says why', async () => {
  const { code, stdout, stderr } = await start('--log-level', 'silent', 'give-up').ended
  assert.is(code, 1)
  assert.is(stdout, `${READY}stopping\n`)
  assert.is(stderr, 'test-daemon: nobody took me\n')
})

test('what cannot start ends with 1 and one line that says why', async () => {
  const { code, stdout, stderr } = await start('cannot-start').ended
  assert.equal([code, stdout], [1, ''])
  assert.is(stderr, 'test-daemon: no place to listen at\n')
})

test('an error that nobody caught is logged, and the daemon goes on', async () => {
  const { child, ended, said } = start('throw')
  await said('out of the blue')
  child.kill('SIGTERM')
  const { code, stdout, stderr } = await ended
  assert.equal([code, stdout], [0, `${READY}stopping\n`])
  assert.match(stderr, 'an error that nobody caught; the Tester goes on')
})

test('a warning of the settings is logged, and stops nothing', async () => {
  const { child, ended, said } = start('-i', 'h', 'run')
  await said(READY)
  child.kill('SIGTERM')
  const { code, stderr } = await ended
  assert.is(code, 0)
  assert.match(stderr, /"level":40.*"msg":"--ip is old"/)
})

for (const [argv, message] of [
  [['--nope', 'run'], "unknown option '--nope'"],
  [['wrong-setting'], 'this setting is wrong'],
] as const) {
  test(`'${argv.join(' ')}' ends with 2 and one line, before anything starts`, async () => {
    assert.equal(await start(...argv).ended, {
      code: 2,
      stdout: '',
      stderr: `test-daemon: ${message} (see test-daemon --help)\n`,
    })
  })
}

test('help is on standard output, with 0', async () => {
  const { code, stdout, stderr } = await start('--help').ended
  assert.equal([code, stderr], [0, ''])
  assert.match(stdout, /^Usage: test-daemon \[options\] <how>/)
})

test.run()
