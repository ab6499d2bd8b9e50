import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hasCode } from '@firesteel/errors'
import { suite, tmpDir } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { type SubmitOptions, submissionFrom } from '../src/index.js'

const test = suite('submit: what was asked for')

const dir = tmpDir()
const application = join(dir, 'app.ts')
writeFileSync(application, '')
const file = join(dir, 'defaults.conf')
writeFileSync(file, 'spark.executor.memory 2g\nspark.a file\nspark.b file\nother x\n')

const asked = (options: SubmitOptions, environment: Record<string, string> = {}) =>
  submissionFrom(application, ['x'], options, environment)

test('flags win over --conf, --conf over the file, the file over the environment', () => {
  const { conf, args } = asked(
    {
      propertiesFile: file,
      conf: ['spark.b=conf', 'spark.executor.memory=3g'],
      executorMemory: '4g',
      master: 'spark://h:1',
    },
    { MASTER: 'local', SPARK_EXECUTOR_CORES: '3' },
  )
  assert.equal(args, ['x'])
  assert.is(conf.get('spark.a'), 'file')
  assert.is(conf.get('spark.b'), 'conf')
  assert.is(conf.get('spark.executor.memory'), '4g')
  assert.is(conf.sourceOf('spark.executor.memory'), 'flag --executor-memory')
  assert.is(conf.get('spark.master'), 'spark://h:1')
  assert.is(conf.sourceOf('spark.executor.cores'), 'environment SPARK_EXECUTOR_CORES')
})

test('without a master or a name there are local[*] and the file', () => {
  const { conf } = asked({})
  assert.is(conf.get('spark.master'), 'local[*]')
  assert.is(conf.get('spark.app.name'), 'app.ts')
})

const refused: [string, () => unknown, RegExp][] = [
  [
    'a missing file',
    () => submissionFrom(join(dir, 'no.ts'), [], {}, {}),
    /no such application: .*no\.ts/,
  ],
  ['no file', () => submissionFrom(undefined, [], {}, {}), /no application given/],
  ['a directory', () => submissionFrom(dir, [], {}, {}), /not a file/],
  ['another language', () => submissionFrom(file, [], {}, {}), /neither TypeScript nor JavaScript/],
  ['a conf without =', () => asked({ conf: ['spark.a'] }), /--conf spark\.a: expected NAME=VALUE/],
  ['a foreign conf', () => asked({ conf: ['a=b'] }), /begin with 'spark\.'/],
  ['no memory', () => asked({ executorMemory: '0' }), /must be more than 0/],
  [
    'bad memory',
    () => asked({ executorMemory: 'lots' }),
    /--executor-memory is 'lots', expected a size/,
  ],
  ['bad cores', () => asked({ executorCores: '1.5' }), /--executor-cores is '1.5'/],
  ['cluster mode', () => asked({ deployMode: 'cluster' }), /only 'client'/],
]
for (const [what, attempt, message] of refused) {
  test(`${what} is refused in one line`, () => {
    assert.throws(attempt, (error: Error) => {
      assert.ok(hasCode(error, 'SUBMIT_INVALID'), String(error))
      assert.match(error.message, message)
      assert.not.match(error.message, '\n')
      return true
    })
  })
}

test.run()
