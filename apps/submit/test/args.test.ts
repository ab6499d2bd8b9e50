import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { parseArguments } from '../src/index.js'

const test = suite('firesteel submit: arguments')

test('the first argument that is no option is the application, the rest are its own', () => {
  const { application, args, options } = parseArguments(
    '--master local[2] -c spark.a=b --conf spark.c=d app.ts --master x -y'.split(' '),
  )
  assert.is(application, 'app.ts')
  assert.equal(args, ['--master', 'x', '-y'])
  assert.is(options.master, 'local[2]')
  assert.equal(options.conf, ['spark.a=b', 'spark.c=d'])
})

test('an unknown option is refused, the nearest known one named', () => {
  assert.throws(() => parseArguments(['--mastr', 'x', 'app.ts']), /--mastr[\s\S]*--master/)
})

test('every option of the usage is read', () => {
  const { options } = parseArguments(
    '--name n --properties-file f --driver-memory 1g --executor-memory 2g --executor-cores 3 --total-executor-cores 4 --deploy-mode client --verbose a.ts'.split(
      ' ',
    ),
  )
  assert.equal(options, {
    name: 'n',
    propertiesFile: 'f',
    driverMemory: '1g',
    executorMemory: '2g',
    executorCores: '3',
    totalExecutorCores: '4',
    deployMode: 'client',
    verbose: true,
  })
})

test.run()
