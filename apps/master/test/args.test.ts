import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArguments } from '@firesteel/daemon'
import { suite, tmpDir } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { COMMAND, type Flags } from '../src/args.js'
import { type Settings, settingsFrom } from '../src/settings.js'

const test = suite('firesteel-master: command line')

function settings(line: string, env: Record<string, string> = {}): Settings {
  const args = parseArguments(
    COMMAND,
    line.split(' ').filter((word) => word !== ''),
  )
  if (args.kind !== 'run') throw new Error(JSON.stringify(args))
  return settingsFrom(args.flags, env)
}

test('listens on loopback at 7077 with a page at 8080 unless told otherwise', () => {
  const { host, port, webUiPort, shutdownTimeoutMs, recovery, rpc } = settings('')
  assert.equal([host, port, webUiPort, shutdownTimeoutMs], ['127.0.0.1', 7077, 8080, 10_000])
  assert.is(recovery.mode, 'NONE')
  assert.is(rpc.portMaxRetries, 0, 'it takes no other port than the one it is told')
})

test('the environment is under the flags, and settings are over both', () => {
  const env = {
    SPARK_MASTER_HOST: 'localhost',
    SPARK_MASTER_PORT: '1',
    SPARK_MASTER_WEBUI_PORT: '2',
  }
  const byEnvironment = settings('', env)
  assert.equal(
    [byEnvironment.host, byEnvironment.port, byEnvironment.webUiPort],
    ['localhost', 1, 2],
  )
  const byFlags = settings('-h ::1 -p 3 --webui-port 4', env)
  assert.equal([byFlags.host, byFlags.port, byFlags.webUiPort], ['::1', 3, 4])
  assert.is(settings('--webui-port 4 --conf spark.master.ui.port=5', env).webUiPort, 5)
})

test('deprecated names work and say so', () => {
  assert.equal(settings('-i localhost').warnings, ['--ip is deprecated, use --host'])
  const { host, warnings } = settings('', { SPARK_MASTER_IP: 'localhost' })
  assert.is(host, 'localhost')
  assert.equal(warnings, ['SPARK_MASTER_IP is deprecated, use SPARK_MASTER_HOST'])
})

test('a properties file and --conf set how the Master behaves, the latter last', () => {
  const file = join(tmpDir(), 'spark-defaults.conf')
  writeFileSync(file, 'spark.worker.timeout 30\nspark.deploy.spreadOut false\n')
  const { master } = settings(`--properties-file ${file} --conf spark.worker.timeout=5s`)
  assert.is(master.workerTimeoutMs, 5_000)
  assert.is(master.recoveryTimeoutMs, 5_000)
  assert.is(master.spreadOut, false)
})

test('a secret file turns authentication on', () => {
  const file = join(tmpDir(), 'secret')
  writeFileSync(file, 'open sesame\n')
  assert.is(settings(`--secret-file ${file}`).rpc.secret, 'open sesame')
  assert.is(
    settings('--conf spark.authenticate=true', { _SPARK_AUTH_SECRET: 'from env' }).rpc.secret,
    'from env',
  )
})

test('what cannot be is refused with the name of what is wrong', () => {
  const mistakes: [string, RegExp][] = [
    ['-p 70000', /--port takes a port from 0 to 65535, found '70000'/],
    ['--conf nonsense', /--conf takes name=value, found 'nonsense'/],
    ['--conf spark.worker.timeout=soon', /spark\.worker\.timeout is 'soon'/],
    ['--conf spark.worker.timeout=0', /spark\.worker\.timeout/],
    [
      '--conf spark.deploy.defaultCores=0',
      /spark\.deploy\.defaultCores is '0', expected at least 1/,
    ],
    ['--conf spark.deploy.recoveryMode=ZOO', /one of NONE, FILESYSTEM/],
    ['--conf spark.deploy.recoveryMode=FILESYSTEM', /spark\.deploy\.recoveryDirectory/],
    ['--conf spark.authenticate=true', /spark\.authenticate\.secret/],
    ['--properties-file /no/such/file', /no\/such\/file/],
    ['--secret-file /no/such/file', /cannot read --secret-file/],
  ]
  for (const [line, message] of mistakes) assert.throws(() => settings(line), message, line)
  assert.throws(() => settings('', { SPARK_MASTER_PORT: 'x' }), /SPARK_MASTER_PORT takes a port/)
})

test('an unknown flag or a stray word is a usage error of one line', () => {
  for (const argv of [['--nope'], ['stray'], ['-p'], ['--log-format', 'xml']]) {
    const args = parseArguments(COMMAND, argv)
    assert.is(args.kind, 'usage')
    if (args.kind === 'usage') assert.not.match(args.message, '\n')
  }
})

test('help shows every flag', () => {
  const args = parseArguments(COMMAND, ['--help'])
  assert.is(args.kind, 'help')
  const flags: Record<keyof Flags, string> = {
    host: '--host',
    ip: '--ip',
    port: '--port',
    webuiPort: '--webui-port',
    propertiesFile: '--properties-file',
    secretFile: '--secret-file',
    logFormat: '--log-format',
    logLevel: '--log-level',
    conf: '--conf',
  }
  if (args.kind === 'help') {
    for (const flag of Object.values(flags)) assert.match(args.text, flag)
  }
})

test.run()
