// How soon there is a first result: a local context from the start of its process, and `submit` on a
// running cluster from the start of the command to its first task's result.
//   npm run bench -- start-up [RUNS]
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { here, keep, median, runOnce } from './harness.js'

const runs = Number(process.argv[2] ?? 5)
const firesteel = join(here, '../packages/firesteel/bin/firesteel.js')
const program = join(here, 'programs/first-result.mjs')

async function timed(name: string, args: string[]): Promise<number> {
  const all: number[] = []
  for (let run = 0; run < runs; run++) all.push((await runOnce({ name, args })).firstLineMs)
  return median(all)
}

const daemons: ChildProcess[] = []
async function start(...args: string[]): Promise<string> {
  const daemon = spawn(process.execPath, [firesteel, ...args], {
    stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
    env: { ...process.env, FIRESTEEL_LIFELINE_FD: '3' },
  })
  daemons.push(daemon)
  for await (const line of createInterface({ input: daemon.stdout as NodeJS.ReadableStream })) {
    const [, ready] = /^firesteel-\w+ ready (.+)$/.exec(line) ?? []
    if (ready !== undefined) return ready
  }
  throw new Error(`firesteel ${args[0]} did not become ready`)
}

const workDir = mkdtempSync(join(tmpdir(), 'firesteel-start-up-'))
const bareMs = await timed('node', ['-e', 'console.log(1)'])
const localMs = await timed('local', [program])
const master = await start('master', '--port', '0', '--webui-port', '0')
await start(
  'worker',
  '--cores',
  '2',
  '--memory',
  '1g',
  '--webui-port',
  '0',
  '--work-dir',
  workDir,
  master,
)
const submitMs = await timed('submit', [
  firesteel,
  'submit',
  '--master',
  master,
  '--executor-memory',
  '512m',
  join(here, 'programs/first-result-submitted.mjs'),
])
for (const daemon of daemons.reverse()) daemon.kill('SIGTERM')
rmSync(workDir, { recursive: true, force: true })

const seconds = (ms: number): string => (ms / 1_000).toFixed(2)
keep(
  'start-up',
  `npm run bench -- start-up ${runs}`,
  [
    '| from the start of the process to | seconds | times a bare `node` | asked for |',
    '| --- | --- | --- | --- |',
    `| first output of \`node -e 'console.log(1)'\` | ${seconds(bareMs)} | 1.0 | |`,
    `| first result, \`local[2]\` | ${seconds(localMs)} | ${(localMs / bareMs).toFixed(1)} | 0.5 s |`,
    `| first result, \`submit\` on a running cluster | ${seconds(submitMs)} | ${(submitMs / bareMs).toFixed(1)} | 1.5 s |`,
    '',
  ].join('\n'),
  { bareMs, localMs, submitMs },
)
