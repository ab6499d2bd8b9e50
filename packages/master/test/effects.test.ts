import { Heartbeat, type WorkerProtocol, workerIdFrom } from '@firesteel/deploy-messages'
import { silentLogger } from '@firesteel/logging'
import type { EndpointRef } from '@firesteel/rpc-core'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { Effects } from '../src/effects.js'
import type { PersistenceEngine } from '../src/recovery/persistence-engine.js'

const test = suite('master: effects')

/** An engine whose writes end when the test says so. */
function bench() {
  const events: string[] = []
  const writes: { resolve(): void; reject(error: Error): void }[] = []
  const write = (what: string): Promise<void> => {
    events.push(`begin ${what}`)
    return new Promise((resolve, reject) => writes.push({ resolve, reject }))
  }
  const engine: PersistenceEngine = {
    persist: (name) => {
      if (name === 'impossible') throw new TypeError('no such name')
      return write(name)
    },
    unpersist: (name) => write(`no ${name}`),
    readAll: async () => ({ records: [], damaged: [] }),
    close: async () => {},
  }
  const effects = new Effects(engine, silentLogger)
  const to = (name: string): EndpointRef<{ readonly Heartbeat: typeof Heartbeat }> =>
    ({ send: () => void events.push(`send ${name}`) }) as never
  const send = (name: string): void => {
    const worker = to('') as unknown as EndpointRef<WorkerProtocol>
    effects.send(to(name), Heartbeat, { workerId: workerIdFrom('w'), worker })
  }
  return { effects, events, writes, send }
}

test('sends at once when nothing is being written', () => {
  const { effects, events, send } = bench()
  send('a')
  assert.equal(events, ['send a'])
  assert.is(effects.pending, undefined)
})

test('holds what is said after a write until it is safe, and keeps its order', async () => {
  const { effects, events, writes, send } = bench()
  effects.persist({ name: 'one', value: 1 })
  send('a')
  effects.unpersist('two')
  send('b')
  const { pending } = effects
  writes[0]?.resolve()
  await Promise.resolve()
  assert.equal(events, ['begin one', 'begin no two'])
  writes[1]?.resolve()
  await pending
  assert.equal(events.slice(2), ['send a', 'send b'])
  assert.is(effects.pending, undefined)
})

test('goes on after a write that failed, and after one that could not begin', async () => {
  const { effects, events, writes, send } = bench()
  effects.persist({ name: 'one', value: 1 })
  effects.persist({ name: 'impossible', value: 1 })
  send('a')
  writes[0]?.reject(new Error('disk full'))
  await effects.pending
  assert.equal(events, ['begin one', 'send a'])
  send('b')
  assert.is(events.at(-1), 'send b')
})

test.run()
