import { suite } from '@firesteel/testkit'
import { delimiter } from 'node:path'
import * as assert from 'uvu/assert'
import {
  type Launch,
  childEnvironment,
  processSpecFrom,
  refusedVariables,
} from '../src/command-line.js'

const test = suite('worker: command line')

const aLaunch = (changes: Partial<Launch> = {}): Launch => ({
  command: { kind: 'executor', arguments: [], environment: {} },
  title: 'Spark Executor Command',
  entry: '/installed/executor.js',
  node: '/usr/bin/node',
  nodeOptions: [],
  memoryMb: 1_024,
  placeholders: {
    WORKER_URL: 'spark://Worker@h:1',
    EXECUTOR_ID: '7',
    HOSTNAME: 'h',
    CORES: '2',
    APP_ID: 'app-1',
    RESOURCE_PROFILE_ID: '0',
  },
  cwd: '/work/app-1/7',
  localDirs: [],
  workerEnv: {},
  extraEnv: {},
  ...changes,
})

const withArguments = (...args: string[]): Launch =>
  aLaunch({ command: { kind: 'executor', arguments: args, environment: {} } })

test("runs the installed entry point with the worker's own options of node", () => {
  const spec = processSpecFrom(aLaunch({ nodeOptions: ['--max-semi-space-size=64'] }))
  assert.is(spec.file, '/usr/bin/node')
  assert.equal(spec.args, ['--max-semi-space-size=64', '/installed/executor.js'])
})

test('an executor is told its memory, a driver is held to it', () => {
  assert.is(processSpecFrom(aLaunch()).env.SPARK_EXECUTOR_MEMORY, '1024m')
  const command = { kind: 'driver', arguments: [], environment: {} } as const
  assert.equal(processSpecFrom(aLaunch({ command })).args[0], '--max-old-space-size=1024')
})

test('replaces whole arguments only, and only known names', () => {
  const { args } = processSpecFrom(
    withArguments('{{EXECUTOR_ID}}', 'x{{EXECUTOR_ID}}', '{{OTHER}}', '{{APP_ID}}', '{{CORES}}'),
  )
  assert.equal(args.slice(1), ['7', 'x{{EXECUTOR_ID}}', '{{OTHER}}', 'app-1', '2'])
})

test('a child sees an allow-list of the environment of its worker', () => {
  const env = childEnvironment(
    aLaunch({
      workerEnv: {
        PATH: '/bin',
        HOME: '/home/x',
        TZ: 'UTC',
        SPARK_CONF_DIR: '/conf',
        FIRESTEEL_X: '1',
        AWS_SECRET_ACCESS_KEY: 'no',
        NODE_OPTIONS: '--inspect',
        SPARK_WORKER_DIR: '/work',
        FIRESTEEL_LIFELINE_FD: '3',
        FIRESTEEL_APP_BUNDLE: '/bundle',
        _SPARK_AUTH_SECRET: 'of the worker',
        npm_config_registry: 'no',
      },
    }),
  )
  assert.equal(env, {
    PATH: '/bin',
    HOME: '/home/x',
    TZ: 'UTC',
    SPARK_CONF_DIR: '/conf',
    FIRESTEEL_X: '1',
  })
})

test('an application names variables, but none that change which program runs', () => {
  const environment = {
    MY_SETTING: 'yes',
    PATH: '/mine',
    NODE_OPTIONS: '--require /evil.js',
    node_path: '/evil',
    LD_PRELOAD: '/evil.so',
    DYLD_INSERT_LIBRARIES: '/evil',
    FIRESTEEL_LIFELINE_FD: '0',
    _SPARK_AUTH_SECRET: 'guess',
  }
  const command = { kind: 'executor', arguments: [], environment } as const
  assert.equal(childEnvironment(aLaunch({ command, workerEnv: { PATH: '/bin' } })), {
    MY_SETTING: 'yes',
    PATH: '/mine',
  })
  assert.equal(refusedVariables(command), [
    'NODE_OPTIONS',
    'node_path',
    'LD_PRELOAD',
    'DYLD_INSERT_LIBRARIES',
    'FIRESTEEL_LIFELINE_FD',
    '_SPARK_AUTH_SECRET',
  ])
})

test('the secret is in the environment and nowhere else', () => {
  const spec = processSpecFrom(aLaunch({ secret: 'hush' }))
  assert.is(spec.env._SPARK_AUTH_SECRET, 'hush')
  assert.not.match(spec.args.join(' ') + spec.header, /hush/)
})

test('names the local directories', () => {
  const { env } = processSpecFrom(aLaunch({ localDirs: ['/a', '/b'] }))
  assert.is(env.SPARK_EXECUTOR_DIRS, `/a${delimiter}/b`)
  assert.is(env.SPARK_LOCAL_DIRS, '/a,/b')
})

test('the header shows the command, but no secret in it', () => {
  const { header } = processSpecFrom(
    withArguments('--cores', '2', '--auth-secret', 'one', '--db.password=two', 'token=three'),
  )
  const [first, second, third] = header.split('\n')
  assert.match(first ?? '', /^Spark Executor Command: "\/usr\/bin\/node" .*"--cores" "2"/)
  assert.not.match(header, /"one"|two|three/)
  assert.is(second, '='.repeat(40))
  assert.is(third, '')
})

test.run()
