import { suite, tmpDir } from '@firesteel/testkit'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as assert from 'uvu/assert'
import type { Flags } from '../src/args.js'
import { settingsFrom } from '../src/settings.js'

const test = suite('apps/worker: settings')

const none: Flags = { conf: [] }
const settings = (flags: Partial<Flags> = {}, env: Record<string, string> = {}) =>
  settingsFrom('spark://h1:1,h2:2', { ...none, ...flags }, env)

test('without flags and variables it gives what the machine has, on loopback, at any port', () => {
  const { masters, host, port, webUiPort, cores, memoryMb, worker } = settings()
  assert.equal(masters.map(String), ['h1:1', 'h2:2'])
  assert.equal([host, port, webUiPort], ['127.0.0.1', 0, 8081])
  assert.ok(cores >= 1)
  assert.ok(memoryMb >= 1_024)
  assert.is(worker.workDir, resolve('work'))
})

test('variables say what flags do not', () => {
  const env = {
    SPARK_WORKER_CORES: '2',
    SPARK_WORKER_MEMORY: '512',
    SPARK_WORKER_PORT: '77',
    SPARK_WORKER_WEBUI_PORT: '88',
    SPARK_WORKER_DIR: '/from/env',
  }
  const byEnv = settings({}, env)
  assert.equal([byEnv.cores, byEnv.memoryMb, byEnv.port, byEnv.webUiPort], [2, 512, 77, 88])
  assert.is(byEnv.worker.workDir, '/from/env')
  const flags = { cores: '3', memory: '2G', port: '78', webuiPort: '89', workDir: '/from/flag' }
  const byFlag = settings(flags, env)
  assert.equal([byFlag.cores, byFlag.memoryMb, byFlag.port, byFlag.webUiPort], [3, 2_048, 78, 89])
  assert.is(byFlag.worker.workDir, '/from/flag')
})

test('spark.worker.ui.port wins over the flag, and --conf over the file', () => {
  const propertiesFile = join(tmpDir(), 'file')
  writeFileSync(propertiesFile, 'spark.worker.ui.port 1234\nspark.worker.timeout 5s\n')
  const all = settings({ propertiesFile, webuiPort: '89', conf: ['spark.worker.timeout=7s'] })
  assert.is(all.webUiPort, 1_234)
  assert.is(all.worker.timeoutMs, 7_000)
})

test('a secret comes from a file, or from the environment when authentication is on', () => {
  const secretFile = join(tmpDir(), 'secret')
  writeFileSync(secretFile, 'of the file\n')
  assert.is(settings({ secretFile }).rpc.secret, 'of the file')
  const conf = ['spark.authenticate=true']
  assert.is(settings({ conf }, { _SPARK_AUTH_SECRET: 'of the env' }).rpc.secret, 'of the env')
  assert.is(settings().rpc.secret, undefined)
})

test('a signal decommissions the worker only when that is enabled', () => {
  assert.is(settings().decommissionSignal, undefined)
  assert.is(settings({ conf: ['spark.decommission.enabled=true'] }).decommissionSignal, 'SIGPWR')
})

for (const [flags, message] of [
  [{ cores: '0' }, /--cores takes a whole number above 0, found '0'/],
  [{ memory: 'much' }, /--memory.*'much'/],
  [{ memory: '0' }, /--memory takes at least 1M/],
  [{ port: '70000' }, /--port takes a port from 0 to 65535/],
  [{ conf: ['x'] }, /--conf takes name=value, found 'x'/],
  [{ propertiesFile: '/not/there' }, /\/not\/there/],
  [{ secretFile: '/not/there' }, /cannot read --secret-file \/not\/there/],
  [{ conf: ['spark.authenticate=true'] }, /spark\.authenticate\.secret/],
  [
    { conf: ['spark.decommission.enabled=true', 'spark.worker.decommission.signal=FOO'] },
    /expected a signal such as PWR/,
  ],
] as const) {
  test(`${JSON.stringify(flags)} is refused, naming what is wrong`, () => {
    assert.throws(() => settings(flags), message)
  })
}

test('a Master that is no URL is refused', () => {
  assert.throws(() => settingsFrom('http://h:1', none, {}), /Invalid master URL: 'http:\/\/h:1'/)
})

test.run()
