import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SparkConf } from '@firesteel/conf'
import { suite, tmpDir } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { UsageError, confFromFlags, firstGiven, portsFrom, variable } from '../src/index.js'

const test = suite('daemon: settings')

function fileWith(text: string): string {
  const file = join(tmpDir(), 'a-file')
  writeFileSync(file, text)
  return file
}

test('--conf wins over the file, a later one over an earlier one, the secret file over all', () => {
  const propertiesFile = fileWith('spark.a file\nspark.b file\nspark.authenticate false\n')
  const conf = confFromFlags({
    propertiesFile,
    conf: ['spark.b=first', 'spark.b=x=y', 'spark.authenticate.secret=of --conf'],
    secretFile: fileWith('  open sesame\n'),
  })
  assert.equal(
    ['spark.a', 'spark.b', 'spark.authenticate', 'spark.authenticate.secret'].map((name) => [
      conf.get(name),
      conf.sourceOf(name),
    ]),
    [
      ['file', `file ${propertiesFile}`],
      ['x=y', 'flag --conf'],
      ['true', 'flag --secret-file'],
      ['open sesame', 'flag --secret-file'],
    ],
  )
})

for (const [flags, message] of [
  [{ conf: ['nonsense'] }, /^--conf takes name=value, found 'nonsense'$/],
  [{ conf: ['=x'] }, /^--conf takes name=value, found '=x'$/],
  [
    { conf: [], secretFile: '/no/such/file' },
    /^cannot read --secret-file \/no\/such\/file: ENOENT/,
  ],
] as const) {
  test(`${JSON.stringify(flags)} is a usage error`, () => {
    assert.throws(
      () => confFromFlags(flags),
      (error: Error) => error instanceof UsageError && message.test(error.message),
    )
  })
}

test('a secret file without a secret is a usage error, which names the file', () => {
  const secretFile = fileWith(' \n')
  assert.throws(
    () => confFromFlags({ conf: [], secretFile }),
    (error: Error) => error.message === `--secret-file ${secretFile} is empty`,
  )
})

test('the first place at which something stands is taken; an empty variable says nothing', () => {
  const env = { EMPTY: '', FULL: '1' }
  assert.is(firstGiven(['--a', undefined], variable(env, 'EMPTY')), undefined)
  assert.equal(firstGiven(['--a', undefined], variable(env, 'EMPTY'), variable(env, 'FULL')), {
    where: 'FULL',
    text: '1',
  })
  assert.equal(firstGiven(['--a', ''], variable(env, 'FULL')), { where: '--a', text: '' })
})

function ports(flags: { port?: string; webuiPort?: string }, env = {}, settings = {}) {
  const sources = { command: { port: 7, webUiPort: 8 }, variables: 'SPARK_X' }
  const { port, webUiPort } = portsFrom({
    ...sources,
    flags,
    env,
    conf: new SparkConf(settings),
    webUiSetting: 'spark.x.ui.port',
  })
  return [port, webUiPort]
}

test('ports: default < environment < flag, and the setting over all for the web page', () => {
  const env = { SPARK_X_PORT: '1', SPARK_X_WEBUI_PORT: '2' }
  const flags = { port: '3', webuiPort: '4' }
  assert.equal(ports({}), [7, 8])
  assert.equal(ports({}, { SPARK_X_PORT: '', SPARK_X_WEBUI_PORT: '' }), [7, 8])
  assert.equal(ports({}, env), [1, 2])
  assert.equal(ports(flags, env), [3, 4])
  assert.equal(ports(flags, env, { 'spark.x.ui.port': '5' }), [3, 5])
})

test('a port is a whole number from 0 to 65535, else a usage error names where it stood', () => {
  assert.equal(ports({ port: '0', webuiPort: '65535' }), [0, 65_535])
  for (const text of ['65536', '-1', '1.5', '', ' 1', '0x10', '1e3']) {
    assert.throws(
      () => ports({ port: text }),
      (error: Error) =>
        error instanceof UsageError &&
        error.message === `--port takes a port from 0 to 65535, found '${text}'`,
      text,
    )
  }
  assert.throws(() => ports({}, { SPARK_X_PORT: 'x' }), /SPARK_X_PORT takes a port/)
  assert.throws(() => ports({}, {}, { 'spark.x.ui.port': 'x' }), /spark\.x\.ui\.port takes a port/)
})

test.run()
