import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { rpcOptionsFrom } from '../src/index.js'

const test = suite('rpc settings')
const from = (settings: Record<string, string>, env?: Record<string, string>) =>
  rpcOptionsFrom({ get: (key) => settings[key] }, env)

test('the first setting that is there gives the time-out and its name', () => {
  const network = from({ 'spark.network.timeout': '90s' })
  assert.is(network.askTimeoutMs, 90_000)
  assert.is(network.askTimeoutSetting, 'spark.network.timeout')
  assert.is(network.idleTimeoutMs, 90_000)
  const own = from({ 'spark.network.timeout': '90s', 'spark.rpc.askTimeout': '100ms' })
  assert.is(own.askTimeoutMs, 100)
  assert.is(own.askTimeoutSetting, 'spark.rpc.askTimeout')
  assert.is(from({}).askTimeoutMs, undefined)
  assert.is(from({}).askTimeoutSetting, 'spark.rpc.askTimeout')
})

test('durations and sizes are read as Spark reads them', () => {
  const options = from({
    'spark.network.reconnectGrace': '7',
    'spark.rpc.lookupTimeout': '2min',
    'spark.rpc.frame.maxSize': '64m',
    'spark.port.maxRetries': '3',
  })
  assert.is(options.reconnectGraceMs, 7_000)
  assert.is(options.lookupTimeoutMs, 120_000)
  assert.is(options.maxFrameBytes, 64 * 1024 * 1024)
  assert.is(options.portMaxRetries, 3)
  assert.throws(
    () => from({ 'spark.network.timeout': 'soon' }),
    /spark\.network\.timeout is 'soon'/,
  )
})

test('the secret counts only when authentication is on, and must be there then', () => {
  const secret = { 'spark.authenticate.secret': 'hush' }
  assert.is(from(secret).secret, undefined)
  assert.is(from({ ...secret, 'spark.authenticate': 'true' }).secret, 'hush')
  assert.is(from({ 'spark.authenticate': 'true' }, { _SPARK_AUTH_SECRET: 'env' }).secret, 'env')
  assert.throws(() => from({ 'spark.authenticate': 'true' }), /spark\.authenticate\.secret/)
  assert.throws(() => from({ 'spark.authenticate': 'yes' }), /true or false/)
})

test.run()
