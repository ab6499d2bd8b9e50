// Firesteel and Spark's own network-common talk to each other, both ways.
//   node --import tsx packages/rpc-core/interop/run.ts DIRECTORY_OF_SPARK_JARS     (needs a JDK)
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { RpcAddress, RpcEnv, TransportClient } from '../src/index.js'

const jars = process.argv[2]
if (jars === undefined) throw new Error('which directory holds the jars of Spark 3.5?')
const classes = mkdtempSync(join(tmpdir(), 'firesteel-interop-'))
const classPath = `${classes}:${join(jars, '*')}`
const source = fileURLToPath(new URL('SparkPeer.java', import.meta.url))
execFileSync('javac', ['-d', classes, '-cp', classPath, source], { stdio: 'inherit' })

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString()
const bytes = (value: string): Uint8Array => Buffer.from(value)
async function* pieces(...values: string[]): AsyncGenerator<Uint8Array> {
  for (const value of values) yield bytes(value)
}
let failures = 0
function expect(what: string, found: unknown, expected: unknown): void {
  const same = JSON.stringify(found) === JSON.stringify(expected)
  if (!same) failures++
  console.log(`${same ? 'ok  ' : 'FAIL'} ${what}: ${JSON.stringify(found)}`)
}

/** Spark's client against our listener. */
async function sparkToUs(): Promise<void> {
  const oneWay: string[] = []
  const env = await RpcEnv.create({
    name: 'interop',
    rawHandler: {
      receive: (body) => bytes(text(body).toUpperCase()),
      receiveOneWay: (body) => void oneWay.push(text(body)),
      getChunk: (streamId, index) => bytes(`chunk ${streamId}/${index}`),
      receiveStream: async (meta, byteCount, body) => {
        let received = ''
        for await (const piece of body) received += text(piece)
        return bytes(`${text(meta)}: ${received} (${byteCount})`)
      },
    },
  })
  const greeting = join(classes, 'greeting')
  writeFileSync(greeting, 'hello from a file')
  env.fileServer.addFile(greeting)
  const { port } = env.address as RpcAddress
  const java = spawn('java', ['-cp', classPath, 'SparkPeer', 'client', '127.0.0.1', String(port)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const lines: string[] = []
  for await (const line of createInterface({ input: java.stdout })) lines.push(line)
  expect("Spark's client to us", lines, [
    'rpc PING',
    'chunk 3 chunk 7/3',
    'stream hello from a file',
    'stream failed',
    'upload meta: uploaded bytes (14)',
    'rpc STILL HERE',
  ])
  expect('its one-way message', oneWay, ['one-way'])
  await env.shutdown()
}

/** Our client against Spark's server. */
async function usToSpark(): Promise<void> {
  const java = spawn('java', ['-cp', classPath, 'SparkPeer', 'server'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const lines = createInterface({ input: java.stdout })[Symbol.asyncIterator]()
  const port = Number(/\d+/.exec((await lines.next()).value as string)?.[0])
  const client = await TransportClient.connect({ address: new RpcAddress('127.0.0.1', port) })
  expect('our RPC', text(await client.sendRpc(bytes('ping'))), 'PING')
  client.send(bytes('hello'))
  expect('our one-way message', (await lines.next()).value, 'one-way hello')
  expect('our chunk fetch', text(await client.fetchChunk(7n, 3)), 'chunk 7/3')
  const { byteCount, body } = await client.openStream('/files/x')
  let streamed = ''
  for await (const piece of body) streamed += text(piece)
  expect('our stream', [streamed, byteCount], ['stream /files/x', 15])
  const upload = await client.uploadStream(bytes('meta'), 5, pieces('abc', 'de'))
  expect('our upload', text(upload), 'meta: abcde')
  client.close()
  java.stdin.end()
}

try {
  await sparkToUs()
  await usToSpark()
} finally {
  rmSync(classes, { recursive: true, force: true })
}
process.exitCode = failures
