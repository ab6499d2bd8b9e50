import type { RpcAddress } from '../address.js'
import type { TlsOptions } from '../conf.js'
import type { ByteStream, Listener, Transport } from '../transport/transport.js'
import { type ComplianceTools, eventually, failureOf, someTurns } from './tools.js'

/** A transport to be proved, and where it can listen. */
export interface TransportUnderTest {
  readonly transport: Transport
  readonly host: string
  readonly tls?: TlsOptions | undefined
  /** Whether `port` means something: two listeners on one port conflict. */
  readonly hasPorts?: boolean | undefined
  close?(): Promise<void>
}

/** What runs the suite, and what makes the transport for each test. */
export interface TransportCompliance extends ComplianceTools {
  readonly factory: () => Promise<TransportUnderTest>
}

/** One end of a connection that writes down what happens to it. */
class Recorder {
  readonly stream: ByteStream
  readonly chunks: Uint8Array[] = []
  bytes = 0
  drains = 0
  ends = 0
  closes = 0
  error: Error | undefined
  eventsAfterClose = 0

  constructor(stream: ByteStream) {
    this.stream = stream
    stream.start({
      onData: (chunk) => {
        this.#alive()
        this.chunks.push(chunk)
        this.bytes += chunk.length
      },
      onDrain: () => {
        this.#alive()
        this.drains++
      },
      onEnd: () => {
        this.#alive()
        this.ends++
      },
      onClose: (error) => {
        this.closes++
        this.error = error
      },
    })
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString('latin1')
  }

  #alive(): void {
    if (this.closes > 0) this.eventsAfterClose++
  }
}

interface Pair {
  readonly dialer: Recorder
  readonly acceptor: Recorder
  readonly listener: Listener
}

const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1')

/** Declares the tests that every transport must pass. */
export function transportCompliance({ test, assert, factory }: TransportCompliance): void {
  const within = (name: string, body: (under: TransportUnderTest) => Promise<void>): void =>
    test(name, async () => {
      const under = await factory()
      try {
        await body(under)
      } finally {
        await under.close?.()
      }
    })

  const listen = (
    under: TransportUnderTest,
    onStream: (stream: ByteStream) => void,
    port = 0,
  ): Promise<Listener> =>
    under.transport.listen({ host: under.host, port, tls: under.tls, onStream })

  const connect = (under: TransportUnderTest, address: RpcAddress): Promise<ByteStream> =>
    under.transport.connect(address, { timeoutMs: 10_000, tls: under.tls })

  const withPair = (name: string, body: (pair: Pair) => Promise<void>): void =>
    within(name, async (under) => {
      let acceptor: Recorder | null = null
      const listener = await listen(under, (stream) => {
        acceptor = new Recorder(stream)
      })
      const dialer = new Recorder(await connect(under, listener.address))
      await eventually('the stream is accepted', () => acceptor !== null)
      const pair = { dialer, acceptor: acceptor as unknown as Recorder, listener }
      try {
        await body(pair)
        for (const side of [pair.dialer, pair.acceptor]) {
          assert.equal(side.eventsAfterClose, 0, 'onClose is the last event')
        }
      } finally {
        pair.dialer.stream.destroy()
        pair.acceptor.stream.destroy()
        await listener.close()
      }
      await eventually('both ends are closed', () => dialer.closes > 0 && pair.acceptor.closes > 0)
      assert.equal(dialer.closes, 1, 'onClose is told once')
      assert.equal(pair.acceptor.closes, 1, 'onClose is told once')
    })

  withPair('bytes arrive at the other end, both ways', async ({ dialer, acceptor }) => {
    dialer.stream.write(bytesOf('ping'))
    await eventually('ping', () => acceptor.text === 'ping')
    acceptor.stream.write(bytesOf('pong'))
    await eventually('pong', () => dialer.text === 'pong')
  })

  withPair('many small writes arrive in order', async ({ dialer, acceptor }) => {
    let expected = ''
    for (let index = 0; index < 2_000; index++) {
      dialer.stream.write(bytesOf(`${index};`))
      expected += `${index};`
    }
    await eventually('all bytes', () => acceptor.bytes >= expected.length)
    assert.equal(acceptor.text, expected)
  })

  withPair('megabytes arrive whole', async ({ dialer, acceptor }) => {
    const pattern = Buffer.alloc(8 * 1024 * 1024)
    for (let at = 0; at < pattern.length; at += 4) pattern.writeUInt32LE(at, at)
    dialer.stream.write(pattern)
    await eventually('all bytes', () => acceptor.bytes >= pattern.length)
    assert.ok(Buffer.concat(acceptor.chunks).equals(pattern))
  })

  withPair('a writer is told to wait, and when to go on', async ({ dialer, acceptor }) => {
    acceptor.stream.pause()
    const piece = Buffer.alloc(256 * 1024, 'x')
    let written = 0
    let drains = -1
    // Buffers on the way may take more for a while after they said no.
    while (dialer.drains > drains && written < 256 * 1024 * 1024) {
      drains = dialer.drains
      while (dialer.stream.write(piece)) {
        written += piece.length
        await someTurns(1)
      }
      written += piece.length
      await someTurns(200)
    }
    assert.equal(dialer.drains, drains, 'in the end it waits for the reader')
    acceptor.stream.resume()
    await eventually('drain', () => dialer.drains > drains)
    await eventually('all bytes', () => acceptor.bytes === written)
  })

  withPair('a paused reader hears nothing until it resumes', async ({ dialer, acceptor }) => {
    dialer.stream.write(bytesOf('a'))
    await eventually('the first byte', () => acceptor.bytes === 1)
    acceptor.stream.pause()
    await someTurns()
    dialer.stream.write(bytesOf('b'))
    await someTurns()
    assert.equal(acceptor.text, 'a')
    acceptor.stream.resume()
    await eventually('the second byte', () => acceptor.text === 'ab')
  })

  withPair('what was written before end arrives before it', async ({ dialer, acceptor }) => {
    const body = Buffer.alloc(1024 * 1024, 'y')
    dialer.stream.write(body)
    dialer.stream.end()
    await eventually('the end', () => acceptor.ends === 1)
    assert.equal(acceptor.bytes, body.length)
  })

  withPair('both sides may end, and then both are closed', async ({ dialer, acceptor }) => {
    dialer.stream.end()
    await eventually('the end', () => acceptor.ends === 1)
    acceptor.stream.end()
    await eventually('closed', () => dialer.closes === 1 && acceptor.closes === 1)
    assert.equal(dialer.error, undefined)
    assert.equal(acceptor.error, undefined)
  })

  withPair('destroy closes the other side too', async ({ dialer, acceptor }) => {
    acceptor.stream.destroy(new Error('enough'))
    await eventually('closed', () => acceptor.closes === 1)
    assert.equal(acceptor.error?.message, 'enough')
    await eventually('the other side hears of it', () => dialer.ends + dialer.closes > 0)
  })

  withPair('each end knows both addresses', async ({ dialer, acceptor, listener }) => {
    assert.equal(dialer.stream.remoteAddress.port, listener.address.port)
    assert.equal(dialer.stream.remoteAddress.hostPort, acceptor.stream.localAddress.hostPort)
    assert.ok(acceptor.stream.remoteAddress.hostPort !== '')
  })

  withPair('a listener that closes leaves open streams alone', async (pair) => {
    const closing = pair.listener.close()
    pair.dialer.stream.write(bytesOf('still here'))
    await eventually('the bytes', () => pair.acceptor.text === 'still here')
    pair.dialer.stream.destroy()
    pair.acceptor.stream.destroy()
    await closing
  })

  within('connections do not mix', async (under) => {
    const acceptors: Recorder[] = []
    const listener = await listen(under, (stream) => {
      const acceptor = new Recorder(stream)
      acceptors.push(acceptor)
    })
    const dialers = await Promise.all(
      Array.from({ length: 8 }, async () => new Recorder(await connect(under, listener.address))),
    )
    for (let round = 0; round < 20; round++) {
      for (const [index, dialer] of dialers.entries()) dialer.stream.write(bytesOf(`${index}`))
    }
    await eventually(
      'all bytes',
      () => acceptors.reduce((sum, each) => sum + each.bytes, 0) === 160,
    )
    const texts = acceptors.map((each) => each.text).sort()
    assert.equal(texts.join(), dialers.map((_, index) => `${index}`.repeat(20)).join())
    for (const each of [...dialers, ...acceptors]) each.stream.destroy()
    await listener.close()
  })

  within('nobody listening is a rejection', async (under) => {
    const listener = await listen(under, (stream) => stream.destroy())
    await listener.close()
    const error = await failureOf(connect(under, listener.address))
    assert.ok(error instanceof Error)
  })

  within('a port that is taken is an EADDRINUSE, and free again after close', async (under) => {
    if (under.hasPorts === false) return
    const first = await listen(under, (stream) => stream.destroy())
    const { port } = first.address
    const error = await failureOf(listen(under, (stream) => stream.destroy(), port))
    assert.equal(error.code, 'EADDRINUSE')
    await first.close()
    const again = await listen(under, (stream) => stream.destroy(), port)
    assert.equal(again.address.port, port)
    await again.close()
  })
}
