import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, tmpDir } from '@firesteel/testkit'
import { hasCode } from '@firesteel/errors'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import {
  SUBMITTED_SETTINGS_VARIABLE,
  SparkConf,
  boolean,
  byteCount,
  confFrom,
  decimal,
  integer,
  key,
  leaveSubmittedSettings,
  list,
  milliseconds,
  oneOf,
  optionalKey,
  readPropertiesFile,
} from '../src/index.js'

const test = suite('conf')

test('chains as in Spark, and keeps what it was given last', () => {
  const conf = new SparkConf()
    .setMaster('local[2]')
    .setAppName('a')
    .setAppName('b')
    .set('spark.x', 4)
  assert.equal(conf.getAll(), [
    ['spark.master', 'local[2]'],
    ['spark.app.name', 'b'],
    ['spark.x', '4'],
  ])
})

test('a key gives the default, the parsed text, or an error that names the setting', () => {
  const timeout = key('spark.network.timeout', milliseconds('s'), '120s', 'umbrella')
  assert.is(new SparkConf().get(timeout), 120_000)
  assert.is(new SparkConf({ 'spark.network.timeout': '2min' }).get(timeout), 120_000)
  assert.is(new SparkConf().get(optionalKey('spark.none', integer, 'none')), undefined)
  assert.throws(
    () => new SparkConf().set('spark.network.timeout', 'soon').get(timeout),
    (error: Error) => hasCode(error, 'CONF_INVALID_SETTING') && /'soon'.*60s/.test(error.message),
  )
})

test('durations and sizes read as Spark reads them', () => {
  assert.is(milliseconds('s')('60', 'k'), 60_000)
  assert.is(milliseconds()('60', 'k'), 60)
  assert.is(byteCount('m')('512', 'k'), 512 * 1_024 ** 2)
  assert.is(byteCount()('1.5g', 'k'), 1.5 * 1_024 ** 3)
  assert.is(byteCount()('100MiB', 'k'), 100 * 1_024 ** 2)
  for (const bad of ['', 'x', '1y', '-1k', '1 2']) assert.throws(() => byteCount()(bad, 'k'))
})

test('booleans, lists, words and numbers refuse what they are not', () => {
  assert.is(boolean(' TRUE ', 'k'), true)
  assert.throws(() => boolean('yes', 'k'), /true or false/)
  assert.equal(list(' a, b,,c ', 'k'), ['a', 'b', 'c'])
  assert.throws(() => oneOf('FIFO', 'FAIR')('fifo', 'k'), /FIFO, FAIR/)
  assert.throws(() => decimal('', 'k'))
  assert.throws(() => integer('1.5', 'k'))
})

test('any duration in milliseconds reads back as itself', () => {
  fc.assert(fc.property(fc.nat(), (ms) => assert.is(milliseconds()(`${ms}ms`, 'k'), ms)))
})

test('a clone and its original go separate ways', () => {
  const conf = new SparkConf({ 'spark.a': '1' })
  const copy = conf.clone().set('spark.a', '2')
  assert.is(conf.get('spark.a'), '1')
  assert.is(copy.get('spark.a', 'none'), '2')
})

test('a conf without an argument begins with what the application was submitted with', () => {
  leaveSubmittedSettings([['spark.master', 'spark://h:1']])
  try {
    const conf = new SparkConf().setIfMissing('spark.master', 'local')
    assert.is(conf.get('spark.master'), 'spark://h:1')
    assert.is(conf.sourceOf('spark.master'), 'submit')
    assert.is(new SparkConf({}).contains('spark.master'), false)
    assert.is(new SparkConf().setMaster('local').clone().get('spark.master'), 'local')
  } finally {
    delete process.env[SUBMITTED_SETTINGS_VARIABLE]
  }
})

test('secrets are not shown', () => {
  const shown = new SparkConf({
    'spark.authenticate.secret': 'xyzzy',
    'spark.a': 'b',
  }).toDebugString()
  assert.match(shown, 'spark.a=b')
  assert.not.match(shown, 'xyzzy')
})

test('flags win over the environment, the environment over the file, and each is named', () => {
  const file = join(tmpDir(), 'defaults.conf')
  writeFileSync(file, 'spark.a   one\nspark.b=two\n# no\nother: x\nspark.c two\\\n  more\n')
  const conf = confFrom({
    file,
    environment: { 'spark.b': ['SPARK_B', 'env'] },
    flags: { 'spark.c': ['--c', 'flag'] },
  })
  assert.equal(Object.fromEntries(conf.getAll()), {
    'spark.a': 'one',
    'spark.b': 'env',
    'spark.c': 'flag',
  })
  assert.is(conf.sourceOf('spark.b'), 'environment SPARK_B')
  assert.equal(readPropertiesFile(file).ignored, ['other'])
  assert.throws(() => readPropertiesFile('/no/such/file'), /cannot read the properties file/)
})

test('nothing that is no setting is taken', () => {
  assert.throws(() => new SparkConf().set('', 'x'), TypeError)
  assert.throws(() => new SparkConf().set('spark.a', undefined as unknown as string), /remove/)
})

test.run()
