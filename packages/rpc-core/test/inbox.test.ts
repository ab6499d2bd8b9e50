import { silentLogger } from '@firesteel/logging'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { DEFERRED, RpcAddress, type RpcCallContext } from '../src/index.js'
import { type AnyEndpoint, Inbox } from '../src/local/inbox.js'
import type { InboxMessage } from '../src/local/inbox-message.js'
import { recordingLogger } from './recording-logger.js'
import { Echo, Note } from './endpoints.js'

const test = suite('inbox')
const remote = new RpcAddress('there', 1)
const protocol = { Note, Echo }

function inboxOf(endpoint: Partial<AnyEndpoint>, logger = silentLogger): Inbox {
  return new Inbox({
    name: 'test',
    endpoint: { protocol, handlers: { Note() {}, Echo() {} }, ...endpoint },
    self: { address: null, name: 'test', uri: 'spark-client://test' },
    logger,
    schedule: () => {},
    onStopping: () => {},
  })
}

const drain = (inbox: Inbox): void => {
  while (inbox.step()) {
    // Each step is one message.
  }
}

const note = (payload: string): InboxMessage => ({
  kind: 'send',
  name: 'Note',
  payload,
  context: { senderAddress: remote },
})

function call(): RpcCallContext<unknown> & { readonly answers: unknown[] } {
  const answers: unknown[] = []
  return {
    senderAddress: remote,
    answers,
    reply: (value) => void answers.push(value),
    fail: (error) => void answers.push((error as Error).message),
  }
}

const ask = (payload: unknown, context: RpcCallContext<unknown>): InboxMessage => ({
  kind: 'ask',
  name: 'Echo',
  payload,
  context,
})

/** Enough microtasks for a settled promise to be noticed. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
}

test('start comes first, stop last, and what is posted after stop is refused', () => {
  const life: string[] = []
  const inbox = inboxOf({
    handlers: { Note: (text: never) => void life.push(text), Echo() {} },
    onStart: () => void life.push('start'),
    onStop: () => void life.push('stop'),
  })
  assert.ok(inbox.post(note('a')))
  inbox.stop()
  inbox.stop()
  assert.not(inbox.post(note('b')))
  drain(inbox)
  assert.equal(life, ['start', 'a', 'stop'])
  assert.is(inbox.length, 0)
})

test('the value of a handler is its answer, and DEFERRED is none', () => {
  const inbox = inboxOf({ handlers: { Echo: (value: never) => value, Note() {} } })
  const [now, later] = [call(), call()]
  inbox.post(ask('hi', now))
  inbox.post(ask(DEFERRED, later))
  drain(inbox)
  assert.equal(now.answers, ['hi'])
  assert.equal(later.answers, [])
})

test('a pending handler holds what comes after it', async () => {
  let release: (value: string) => void = () => {}
  const inbox = inboxOf({
    handlers: {
      Echo: () => new Promise((resolve) => (release = resolve)),
      Note: (text: never) => void seen.push(text),
    },
  })
  const seen: string[] = []
  const asked = call()
  inbox.post(ask(0, asked))
  inbox.post(note('after'))
  drain(inbox)
  assert.equal(seen, [])
  release('done')
  await settle()
  drain(inbox)
  assert.equal(asked.answers, ['done'])
  assert.equal(seen, ['after'])
})

test('a concurrent endpoint is not held, but only once it has started', async () => {
  const started: (() => void)[] = []
  const seen: string[] = []
  const inbox = inboxOf({
    concurrent: true,
    onStart: () => new Promise<void>((resolve) => started.push(resolve)),
    handlers: {
      Echo() {},
      Note: (text: never) => {
        seen.push(text)
        return new Promise(() => {})
      },
    },
  })
  inbox.post(note('a'))
  inbox.post(note('b'))
  drain(inbox)
  assert.equal(seen, [])
  started[0]?.()
  await settle()
  drain(inbox)
  assert.equal(seen, ['a', 'b'])
})

test('a concurrent endpoint that is stopped waits for what runs before its onStop', async () => {
  const finish: (() => void)[] = []
  const life: string[] = []
  const inbox = inboxOf({
    concurrent: true,
    onStop: () => void life.push('stop'),
    handlers: { Echo() {}, Note: () => new Promise<void>((resolve) => finish.push(resolve)) },
  })
  inbox.post(note('a'))
  inbox.post(note('b'))
  drain(inbox)
  inbox.stop()
  drain(inbox)
  finish[0]?.()
  await settle()
  drain(inbox)
  assert.equal(life, [])
  finish[1]?.()
  await settle()
  drain(inbox)
  assert.equal(life, ['stop'])
})

test('connection events reach their call-backs', () => {
  const events: string[] = []
  const inbox = inboxOf({
    onConnected: (from: RpcAddress) => void events.push(`connected ${from.hostPort}`),
    onDisconnected: (from: RpcAddress) => void events.push(`disconnected ${from.hostPort}`),
    onNetworkError: (error: Error, from: RpcAddress) =>
      void events.push(`${error.message} ${from.hostPort}`),
  })
  inbox.post({ kind: 'connected', remote })
  inbox.post({ kind: 'network-error', error: new Error('reset'), remote })
  inbox.post({ kind: 'disconnected', remote })
  drain(inbox)
  assert.equal(events, ['connected there:1', 'reset there:1', 'disconnected there:1'])
})

test('a message without a handler fails its ask and is told to onError', () => {
  const errors: Error[] = []
  const inbox = inboxOf({ onError: (error) => void errors.push(error) })
  const context = call()
  inbox.post({ kind: 'ask', name: 'Nothing', payload: 1, context })
  inbox.post({ kind: 'send', name: 'constructor', payload: 1, context })
  inbox.post({ kind: 'send', name: 'Echo', payload: 1, context })
  drain(inbox)
  assert.match(String(context.answers[0]), /Unsupported message Nothing from there:1/)
  assert.is(errors.length, 3)
})

test('the asker hears of a failure before onError does', () => {
  const order: string[] = []
  const inbox = inboxOf({
    handlers: {
      Note() {},
      Echo: () => {
        throw new Error('x')
      },
    },
    onError: () => void order.push('onError'),
  })
  inbox.post(ask(0, { ...call(), fail: () => void order.push('asker') }))
  drain(inbox)
  assert.equal(order, ['asker', 'onError'])
})

test('an onError that fails itself is logged, and the endpoint goes on', async () => {
  const { logger, lines } = recordingLogger()
  const seen: string[] = []
  const inbox = inboxOf(
    {
      handlers: {
        Echo() {},
        Note: (text: never) => {
          seen.push(text)
          throw new Error('in the handler')
        },
      },
      onError: () => Promise.reject(new Error('in onError')),
    },
    logger,
  )
  inbox.post(note('a'))
  inbox.post(note('b'))
  drain(inbox)
  await settle()
  drain(inbox)
  await settle()
  assert.equal(seen, ['a', 'b'])
  assert.is(lines.filter((line) => /ignoring error.*in onError/.test(line)).length, 2)
})

test('what comes from outside is handled at once when nothing waits, and in turn otherwise', () => {
  const seen: string[] = []
  const inbox = inboxOf({
    handlers: { Echo() {}, Note: (text: never) => void seen.push(text) },
  })
  inbox.postNow(Note, 'not before start', call())
  assert.equal(seen, [])
  drain(inbox)
  inbox.postNow(Note, 'at once', call())
  assert.equal(seen, ['not before start', 'at once'])
  inbox.post(note('waits'))
  inbox.postNow(Note, 'behind it', call())
  drain(inbox)
  assert.equal(seen.slice(2), ['waits', 'behind it'])
})

test.run()
