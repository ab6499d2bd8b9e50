// One end of a connection: rpc-peer.mjs KIND server | rpc-peer.mjs KIND client PORT ONE_WAY ASK_1 ASK_64
// The server prints its port; the client prints thousands of messages a second as JSON.
import { connect, createServer } from 'node:net'

const [kind, role, port, ...counts] = process.argv.slice(2)
const BODY = new Uint8Array(100).fill(120)
/** What every receiver does with a body: it gets it, and could keep it. */
let last
let received = 0
const receive = (body) => {
  last = body
  received++
}
export const seen = () => [last, received]

/** One-way messages between two acknowledgements, of which two are outstanding. */
const WINDOW = 20_000

const kinds = {
  'raw socket': () => ({ serve: rawServer, dial: rawClient }),
  ws: () => ({ serve: wsServer, dial: wsClient }),
  grpc: () => ({ serve: grpcServer, dial: grpcClient }),
  firesteel: () => ({ serve: () => firesteelServer(), dial: firesteelClient }),
  'firesteel, encrypted': () => ({
    serve: () => firesteelServer('a secret'),
    dial: (to) => firesteelClient(to, 'a secret'),
  }),
}
async function rated(peer, run, count) {
  await run(peer, Math.ceil(count / 4))
  const startedAt = performance.now()
  await run(peer, count)
  return count / (performance.now() - startedAt)
}

async function sendMany(peer, count) {
  let before = Promise.resolve()
  for (let sent = 0; sent < count; ) {
    for (const end = Math.min(count, sent + WINDOW); sent < end; sent++) peer.send(BODY)
    const acknowledged = peer.ask(BODY)
    await before
    before = acknowledged
  }
  await before
}

async function askInParallel(peer, count, outstanding) {
  let left = count
  const one = async () => {
    while (left-- > 0) await peer.ask(BODY)
  }
  await Promise.all(Array.from({ length: outstanding }, one))
}

// The prototype of the decision: 9 bytes of header, frames gathered into 64 KiB, flushed once a turn.
function coalescing(socket) {
  let slab = Buffer.allocUnsafeSlow(65_536)
  let at = 0
  let scheduled = false
  const flush = () => {
    scheduled = false
    if (at === 0) return
    socket.write(slab.subarray(0, at))
    slab = Buffer.allocUnsafeSlow(65_536)
    at = 0
  }
  return (type, id, body) => {
    if (at + 9 + body.length > slab.length) flush()
    slab.writeUInt32LE(body.length, at)
    slab[at + 4] = type
    slab.writeUInt32LE(id, at + 5)
    slab.set(body, at + 9)
    at += 9 + body.length
    if (!scheduled) {
      scheduled = true
      setImmediate(flush)
    }
  }
}

function rawFrames(socket, onFrame) {
  let rest = Buffer.alloc(0)
  socket.on('data', (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let at = 0
    while (bytes.length - at >= 9) {
      const size = bytes.readUInt32LE(at)
      if (bytes.length - at < 9 + size) break
      onFrame(bytes[at + 4], bytes.readUInt32LE(at + 5), bytes.subarray(at + 9, at + 9 + size))
      at += 9 + size
    }
    rest = bytes.subarray(at)
  })
}

async function rawServer() {
  const server = createServer({ noDelay: true }, (socket) => {
    const write = coalescing(socket)
    rawFrames(socket, (type, id, body) => {
      receive(body)
      if (type === 1) write(2, id, body)
    })
    socket.on('error', () => {})
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server.address().port
}

async function rawClient(to) {
  const socket = connect({ port: to, host: '127.0.0.1', noDelay: true })
  await new Promise((resolve) => socket.once('connect', resolve))
  const write = coalescing(socket)
  const waiting = new Map()
  let lastId = 0
  rawFrames(socket, (_type, id, body) => {
    waiting.get(id)(body)
    waiting.delete(id)
  })
  return {
    send: (body) => write(0, 0, body),
    ask: (body) =>
      new Promise((resolve) => {
        waiting.set(++lastId, resolve)
        write(1, lastId, body)
      }),
    close: () => socket.destroy(),
  }
}

async function wsServer() {
  const { WebSocketServer } = await import('ws')
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
  server.on('connection', (socket) => {
    socket.on('message', (message) => {
      receive(message.subarray(5))
      if (message[4] === 1) socket.send(message)
    })
  })
  await new Promise((resolve) => server.on('listening', resolve))
  return server.address().port
}

async function wsClient(to) {
  const { WebSocket } = await import('ws')
  const socket = new WebSocket(`ws://127.0.0.1:${to}`, { perMessageDeflate: false })
  await new Promise((resolve) => socket.once('open', resolve))
  const waiting = new Map()
  let lastId = 0
  const write = (type, id, body) => {
    const message = Buffer.allocUnsafe(5 + body.length)
    message.writeUInt32LE(id, 0)
    message[4] = type
    message.set(body, 5)
    socket.send(message)
  }
  socket.on('message', (message) => {
    const id = message.readUInt32LE(0)
    waiting.get(id)(message.subarray(5))
    waiting.delete(id)
  })
  return {
    send: (body) => write(0, 0, body),
    ask: (body) =>
      new Promise((resolve) => {
        waiting.set(++lastId, resolve)
        write(1, lastId, body)
      }),
    close: () => socket.terminate(),
  }
}

const bytes = {
  requestSerialize: (body) => Buffer.from(body),
  requestDeserialize: (body) => body,
  responseSerialize: (body) => Buffer.from(body),
  responseDeserialize: (body) => body,
}
const grpcService = {
  ask: { path: '/bench/ask', requestStream: false, responseStream: false, ...bytes },
  // Sends and the acknowledgements between them share a stream, so that they keep their order.
  stream: { path: '/bench/stream', requestStream: true, responseStream: true, ...bytes },
}

async function grpcServer() {
  const { Server, ServerCredentials } = await import('@grpc/grpc-js')
  const server = new Server()
  server.addService(grpcService, {
    ask: ({ request }, reply) => reply(null, request),
    stream: (call) => {
      call.on('data', (message) => {
        receive(message)
        if (message[0] === 1) call.write(message)
      })
      call.on('end', () => call.end())
    },
  })
  return new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    )
  })
}

async function grpcClient(to) {
  const { credentials, makeClientConstructor } = await import('@grpc/grpc-js')
  const Client = makeClientConstructor(grpcService, 'bench')
  const client = new Client(`127.0.0.1:${to}`, credentials.createInsecure())
  const stream = client.stream()
  const waiting = []
  let streaming = false
  stream.on('data', () => waiting.shift()())
  stream.on('error', () => {})
  return {
    send: (body) => {
      streaming = true
      stream.write(body)
    },
    ask: (body) =>
      new Promise((resolve, reject) => {
        if (streaming) {
          streaming = false
          waiting.push(resolve)
          stream.write(new Uint8Array(100).fill(1))
        } else client.ask(body, (error, answer) => (error ? reject(error) : resolve(answer)))
      }),
    close: () => client.close(),
  }
}

async function firesteelMessages() {
  const { message, request } = await import('@firesteel/rpc-core')
  const z = await import('zod/mini')
  const body = z.instanceof(Uint8Array)
  return { Send: message('Send', body), Ask: request('Ask', body, body) }
}

async function firesteelServer(secret) {
  const { RpcEnv } = await import('@firesteel/rpc-core')
  const env = await RpcEnv.create({ name: 'server', secret })
  env.setupEndpoint('bench', {
    protocol: await firesteelMessages(),
    handlers: {
      Send: receive,
      Ask: (body) => body,
    },
  })
  return env.address.port
}

async function firesteelClient(to, secret) {
  const { RpcAddress, RpcEnv } = await import('@firesteel/rpc-core')
  const env = await RpcEnv.create({ name: 'client', clientMode: true, secret })
  const { Send, Ask } = await firesteelMessages()
  const ref = await env.lookup(new RpcAddress('127.0.0.1', to), 'bench', { Send, Ask })
  return {
    send: (body) => ref.send(Send, body),
    ask: (body) => ref.ask(Ask, body),
    close: () => env.shutdown(),
  }
}

const { serve, dial } = kinds[kind]()
if (role === 'server') {
  process.on('disconnect', () => process.exit(0))
  process.send(await serve())
} else {
  const [oneWay, askOne, askMany] = counts.map(Number)
  const peer = await dial(Number(port))
  // Each figure after a warm-up of its own.
  const rates = {
    oneWay: await rated(peer, sendMany, oneWay),
    ask1: await rated(peer, (to, count) => askInParallel(to, count, 1), askOne),
    ask64: await rated(peer, (to, count) => askInParallel(to, count, 64), askMany),
  }
  process.send(rates)
  process.disconnect()
  await peer.close()
}
