import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { RpcEnv } from '@firesteel/rpc-core'
import { Serializer } from '@firesteel/serializer'
import { MapOutputWriter, executorDirName, mapOutputFiles, shufflePath } from '@firesteel/shuffle'
import {
  RemoveApplicationShuffle,
  SHUFFLE_SERVICE_ENDPOINT,
  type ShuffleServiceProtocol,
} from '@firesteel/task-messages'
import { suite, tmpDir } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { ShuffleService } from '../src/index.js'

const test = suite('shuffle-service')
let env: RpcEnv
let reader: RpcEnv
let service: ShuffleService

test.before.each(async () => {
  env = await RpcEnv.create({ name: 'service' })
  reader = await RpcEnv.create({ name: 'reader', clientMode: true })
  service = new ShuffleService({ env })
})
test.after.each(async () => {
  await reader.shutdown()
  await env.shutdown()
})

function written(dir: string, executorId: string, shuffleId = 0): number {
  const dirs = [join(dir, executorDirName(executorId))]
  const writer = new MapOutputWriter({
    dirs,
    shuffleId,
    mapId: 5,
    numReducers: 1,
    serializer: new Serializer(),
    unique: () => 'x',
  })
  writer.write(0, 'a', 1)
  return writer.commit().sizes[0] as number
}

const fetched = (path: string): Promise<Uint8Array> =>
  reader.fetchBytes(`${env.address?.toSparkUrl()}/shuffle/${path}`)
const refusal = async (path: string): Promise<string> =>
  fetched(path).then(
    () => 'served',
    () => 'refused',
  )

test('serves what an executor wrote after the executor is gone', async () => {
  const dir = tmpDir()
  const size = written(dir, '3')
  service.applicationAdded('app-1', [dir], 'token')
  service.executorRemoved('app-1', '3')
  const owner = { appId: 'app-1', executorId: '3', token: 'token' }
  assert.is((await fetched(shufflePath(owner, 'shuffle_0_5_0'))).length, size)
})

test('an application gets nothing of another, with whatever token', async () => {
  const [mine, theirs] = [tmpDir(), tmpDir()]
  written(mine, '0')
  written(theirs, '0')
  service.applicationAdded('app-1', [mine], 'token-1')
  service.applicationAdded('app-2', [theirs], 'token-2')
  const path = (appId: string, token: string): string =>
    shufflePath({ appId, executorId: '0', token }, 'shuffle_0_5_0')
  assert.is(await refusal(path('app-1', 'token-1')), 'served')
  assert.is(await refusal(path('app-2', 'token-1')), 'refused')
  assert.is(await refusal(path('app-3', 'token-1')), 'refused')
})

test('the first token of an application stays', async () => {
  const dir = tmpDir()
  written(dir, '0')
  service.applicationAdded('app-1', [dir], 'first')
  service.applicationAdded('app-1', [dir], 'second')
  const path = (token: string): string =>
    shufflePath({ appId: 'app-1', executorId: '0', token }, 'shuffle_0_5_0')
  assert.is(await refusal(path('first')), 'served')
  assert.is(await refusal(path('second')), 'refused')
})

test('no path leads out of the directories of the application', async () => {
  const dir = tmpDir()
  written(dir, '0')
  service.applicationAdded('app-1', [join(dir, 'inside')], 'token')
  for (const path of [
    'app-1/../token/shuffle_0_5_0',
    'app-1/0/token/../shuffle_0_5_0',
    'app-1/0%2F..%2F..%2F0/token/shuffle_0_5_0',
    'app-1/../blockmgr-0/token/shuffle_0_5_0',
    'app-1/0/token/shuffle_0_5_0.data',
    'app-1/0/token/shuffle_0_5_0',
  ]) {
    assert.is(await refusal(path), 'refused', path)
  }
})

test('an executor that ended leaves its map outputs and nothing else', () => {
  const dir = tmpDir()
  written(dir, '0')
  const home = join(dir, executorDirName('0'))
  const temporary = join(home, 'temp_fetch_abc')
  mkdirSync(home, { recursive: true })
  writeFileSync(temporary, 'x')
  service.applicationAdded('app-1', [dir], 'token')
  service.executorRemoved('app-1', '0')
  assert.not(existsSync(temporary))
  assert.ok(existsSync(mapOutputFiles([home], 0, 5).data))
})

test('deletes a shuffle of every executor when its application says so', async () => {
  const dir = tmpDir()
  written(dir, '0')
  written(dir, '1')
  written(dir, '1', 7)
  service.applicationAdded('app-1', [dir], 'token')
  const address = env.address
  if (address === null) throw new Error('the service listens')
  const ref = reader.refFor<ShuffleServiceProtocol>(address, SHUFFLE_SERVICE_ENDPOINT)
  const remove = (token: string): Promise<boolean> =>
    ref.ask(RemoveApplicationShuffle, { appId: 'app-1', token, shuffleId: 0 })
  assert.is(await remove('wrong'), false)
  assert.is(await remove('token'), true)
  assert.is(await remove('token'), false)
  const path = (executorId: string, block: string): string =>
    shufflePath({ appId: 'app-1', executorId, token: 'token' }, block)
  assert.is(await refusal(path('0', 'shuffle_0_5_0')), 'refused')
  assert.is(await refusal(path('1', 'shuffle_7_5_0')), 'served')
})

test('serves nothing of an application that is over', async () => {
  const dir = tmpDir()
  written(dir, '0')
  service.applicationAdded('app-1', [dir], 'token')
  service.applicationRemoved('app-1')
  const owner = { appId: 'app-1', executorId: '0', token: 'token' }
  assert.is(await refusal(shufflePath(owner, 'shuffle_0_5_0')), 'refused')
})

test.run()
