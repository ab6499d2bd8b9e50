import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, tmpDir } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { type RpcAddress, RpcEnv, TransportClient } from '../src/index.js'

const test = suite('file server')

async function envs(): Promise<{ server: RpcEnv; client: RpcEnv; close: () => Promise<void> }> {
  const server = await RpcEnv.create({ name: 'server' })
  const client = await RpcEnv.create({ name: 'client', clientMode: true })
  const close = async (): Promise<void> => {
    await client.shutdown()
    await server.shutdown()
  }
  return { server, client, close }
}

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no failure',
    (error: { code?: unknown }) => error.code,
  )

const read = async (env: RpcEnv, uri: string): Promise<string> =>
  Buffer.from(await env.fetchBytes(uri)).toString()

test('a file is served by its name, empty and large ones too', async () => {
  const { server, client, close } = await envs()
  const dir = tmpDir()
  const large = 'abcdefgh'.repeat(200_000)
  for (const [name, text] of Object.entries({ 'a b.txt': 'hi', empty: '', large })) {
    writeFileSync(join(dir, name), text)
    const uri = server.fileServer.addFile(join(dir, name))
    assert.is(uri, `${server.address?.toSparkUrl()}/files/${encodeURIComponent(name)}`)
    assert.is(await read(client, uri), text)
    assert.is(server.fileServer.addFile(join(dir, name)), uri, 'twice is once')
  }
  server.fileServer.removeFile('empty')
  const gone = `${server.address?.toSparkUrl()}/files/empty`
  assert.is(await codeOf(client.fetchBytes(gone)), 'RPC_STREAM_NOT_FOUND')
  await close()
})

test('a name stands for one file', async () => {
  const { server, close } = await envs()
  const [one, two] = [tmpDir(), tmpDir()]
  for (const dir of [one, two]) writeFileSync(join(dir, 'x'), dir)
  server.fileServer.addFile(join(one, 'x'))
  assert.throws(() => server.fileServer.addFile(join(two, 'x')), /different path/)
  await close()
})

test('a directory serves what is below it and nothing else', async () => {
  const { server, client, close } = await envs()
  const root = tmpDir()
  const outside = tmpDir()
  mkdirSync(join(root, 'pub/sub'), { recursive: true })
  writeFileSync(join(root, 'pub/sub/in.txt'), 'inside')
  writeFileSync(join(root, 'secret'), 'secret')
  writeFileSync(join(outside, 'secret'), 'secret')
  symlinkSync(join(outside, 'secret'), join(root, 'pub/link'))
  symlinkSync(outside, join(root, 'pub/linked'))
  symlinkSync(join(root, 'pub/sub/in.txt'), join(root, 'pub/inner'))
  const base = server.fileServer.addDirectory('/pub', join(root, 'pub'))
  assert.is(await read(client, `${base}/sub/in.txt`), 'inside')
  assert.is(await read(client, `${base}/inner`), 'inside', 'a link to what is inside')

  const raw = await TransportClient.connect({ address: server.address as RpcAddress })
  const refused = [
    '/pub/../secret',
    '/pub/sub/../../secret',
    '/pub/sub/../in.txt',
    '/pub/..',
    '/pub/',
    '/pub/sub',
    '/pub/link',
    '/pub/linked/secret',
    `/pub/${join(outside, 'secret')}`,
    '/pub//etc/passwd',
    '/pub/%2e%2e/secret',
    '/pub/..%2fsecret',
    '/pub/sub\\..\\..\\secret',
    '/pub/in\0.txt',
    '/other/x',
    '/files/../pub/sub/in.txt',
    '/files//etc/passwd',
    '',
  ]
  for (const path of refused) {
    assert.is(await codeOf(raw.openStream(path)), 'RPC_STREAM_NOT_FOUND', path)
  }
  assert.is(await codeOf(client.fetchBytes(`${base}/%2e%2e/secret`)), 'RPC_STREAM_NOT_FOUND')
  raw.close()
  await close()
})

test('a prefix is one segment, not taken, and not that of the files', async () => {
  const { server, close } = await envs()
  const dir = tmpDir()
  server.fileServer.addDirectory('a', dir)
  for (const prefix of ['a', '/a/', 'files', '/files', '', '/', 'a/b']) {
    assert.throws(() => server.fileServer.addDirectory(prefix, dir), /served/)
  }
  assert.throws(() => server.fileServer.addFile(dir), /no regular file/)
  await close()
})

test('a part of a file is served from where it begins', async () => {
  const { server, client, close } = await envs()
  const file = join(tmpDir(), 'data')
  writeFileSync(file, '0123456789')
  const base = server.fileServer.serve('parts', (path) => {
    const [offset = 0, length = 0] = path.split('-').map(Number)
    return { byteCount: length, open: () => ({ file, offset, length }) }
  })
  assert.is(await read(client, `${base}/3-4`), '3456')
  assert.is(await read(client, `${base}/0-10`), '0123456789')
  await close()
})

test('a reader that leaves early harms no later one', async () => {
  const { server, client, close } = await envs()
  const bytes = new Uint8Array(8 * 1024 * 1024).fill(1)
  const base = server.fileServer.serve('blocks', () => ({
    byteCount: bytes.length,
    open: () => bytes,
  }))
  const { byteCount, body } = await client.openStream(`${base}/1`)
  assert.is(byteCount, bytes.length)
  for await (const _ of body) break
  assert.is((await client.fetchBytes(`${base}/2`)).length, bytes.length)
  await close()
})

test('an environment that listens nowhere serves nothing', async () => {
  const { client, close } = await envs()
  assert.throws(() => client.fileServer.serve('x', () => null), /listens nowhere/)
  assert.is(await codeOf(client.openStream('spark://host:1')), 'RPC_INVALID_ADDRESS')
  await close()
})

test.run()
