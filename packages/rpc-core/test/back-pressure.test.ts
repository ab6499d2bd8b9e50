import { suite, until } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { type ByteStream, type RpcAddress, RpcEnv, TcpTransport } from '../src/index.js'
import type { ListenOptions, PayloadOf } from '../src/index.js'
import { Echo, Meet, Note, NoteProtocol, TestProtocol } from './endpoints.js'

const test = suite('back-pressure')

/** Counts how often its accepted streams are held back and let go. */
class CountingTcp extends TcpTransport {
  paused = 0
  resumed = 0

  override listen(options: ListenOptions) {
    const onStream = (stream: ByteStream): void => {
      const [pause, resume] = [stream.pause.bind(stream), stream.resume.bind(stream)]
      stream.pause = () => {
        this.paused++
        pause()
      }
      stream.resume = () => {
        this.resumed++
        resume()
      }
      options.onStream(stream)
    }
    return super.listen({ ...options, onStream })
  }
}

async function slowServer(options: { readonly asksBack?: boolean } = {}) {
  const transport = new CountingTcp()
  const server = await RpcEnv.create({ name: 'server', transport, conf: { maxInboxMessages: 100 } })
  const notes: number[] = []
  let open: () => void = () => {}
  const gate = new Promise<void>((resolve) => (open = resolve))
  let met: PayloadOf<typeof Meet>['who'] | null = null
  server.setupEndpoint('test', {
    protocol: TestProtocol,
    handlers: {
      Echo: (value) => value,
      Never: () => undefined,
      Meet: ({ who }) => {
        met = who
        return true
      },
      Note: async (note) => {
        if (notes.length === 0) {
          await gate
          if (options.asksBack)
            assert.is(
              await (met as unknown as { ask: (...args: unknown[]) => unknown }).ask(Echo, 'you'),
              'you',
            )
        }
        notes.push(Number.parseInt(note, 10))
      },
    },
  })
  const client = await RpcEnv.create({ name: 'client', clientMode: true })
  const self = client.setupEndpoint('own', {
    protocol: { ...NoteProtocol, Echo },
    handlers: { Note: () => {}, Echo: (value) => value },
  })
  const ref = await client.lookup(server.address as RpcAddress, 'test', TestProtocol)
  await ref.ask(Meet, { who: self })
  const stop = async (): Promise<void> => {
    await client.shutdown()
    await server.shutdown()
  }
  return { transport, ref, notes, open: () => open(), stop }
}

const FLOOD = 20_000
const sent = Array.from({ length: FLOOD }, (_, index) => index)

test('an inbox that is too long holds its senders back, and nothing is lost', async () => {
  const { transport, ref, notes, open, stop } = await slowServer()
  for (const index of sent) ref.send(Note, `${index} ${'x'.repeat(200)}`)
  await until('the connection is held back', () => transport.paused > 0)
  assert.is(transport.resumed, 0)
  open()
  await until('all notes', () => notes.length === FLOOD)
  assert.equal(notes, sent)
  assert.is(transport.paused, transport.resumed)
  await stop()
})

test('a handler that asks its flooding sender gets its answer all the same', async () => {
  const { transport, ref, notes, open, stop } = await slowServer({ asksBack: true })
  for (const index of sent) ref.send(Note, `${index} ${'x'.repeat(200)}`)
  await until('the connection is held back', () => transport.paused > 0)
  open()
  await until('all notes', () => notes.length === FLOOD)
  assert.equal(notes, sent)
  await stop()
})

test.run()
