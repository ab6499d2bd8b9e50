import { silentLogger } from '@firesteel/logging'
import { suite } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { ListenerBus, type SparkListenerEvent } from '../src/index.js'

const test = suite('listener-bus')

const unpersist = (rddId: number): SparkListenerEvent => ({ type: 'unpersistRdd', time: 0, rddId })
const end: SparkListenerEvent = { type: 'applicationEnd', time: 1 }

test('listeners hear in order, after post returned', async () => {
  const bus = new ListenerBus()
  const heard: number[] = []
  bus.on('unpersistRdd', ({ rddId }) => void heard.push(rddId))
  for (const rddId of [1, 2, 3]) bus.post(unpersist(rddId))
  assert.equal(heard, [])
  await bus.drained()
  assert.equal(heard, [1, 2, 3])
})

test('a listener has a method for what it wants to hear, and one for everything', async () => {
  const bus = new ListenerBus()
  const heard: string[] = []
  const remove = bus.addListener({
    onApplicationEnd: ({ time }) => void heard.push(`end ${time}`),
    onEvent: ({ type }) => void heard.push(type),
  })
  bus.post(unpersist(1))
  bus.post(end)
  await bus.drained()
  remove()
  bus.post(end)
  await bus.drained()
  assert.equal(heard, ['unpersistRdd', 'end 1', 'applicationEnd'])
})

test('methods of a class are heard, its own and inherited ones', async () => {
  const heard: string[] = []
  class Base {
    onUnpersistRdd(): void {
      heard.push('base')
    }
  }
  class Listener extends Base {
    onApplicationEnd(): void {
      heard.push('own')
    }
  }
  const bus = new ListenerBus()
  bus.addListener(new Listener())
  bus.post(unpersist(1))
  bus.post(end)
  await bus.drained()
  assert.equal(heard, ['base', 'own'])
})

test('methods keep their listener', async () => {
  class Counter {
    count = 0
    onUnpersistRdd(): void {
      this.count++
    }
  }
  const bus = new ListenerBus()
  const counter = new Counter()
  bus.addListener({ onUnpersistRdd: () => counter.onUnpersistRdd() })
  bus.post(unpersist(1))
  await bus.drained()
  assert.is(counter.count, 1)
})

test('a listener that throws or rejects harms nobody, itself included', async () => {
  const failures: object[] = []
  const logger = {
    ...silentLogger,
    error: (facts: object | string) => void failures.push(facts as object),
  }
  const bus = new ListenerBus({ logger })
  const heard: number[] = []
  bus.on('unpersistRdd', () => {
    throw new Error('broken')
  })
  bus.on('unpersistRdd', () => Promise.reject(new Error('broken later')))
  bus.on('unpersistRdd', ({ rddId }) => void heard.push(rddId))
  bus.post(unpersist(1))
  bus.post(unpersist(2))
  await bus.drained()
  assert.equal(heard, [1, 2])
  assert.is(failures.length, 4)
})

test('an asynchronous listener is waited for, but only by its own queue', async () => {
  const bus = new ListenerBus()
  const heard: string[] = []
  let release: () => void = () => {}
  const blocked = new Promise<void>((resolve) => {
    release = resolve
  })
  bus.on('unpersistRdd', ({ rddId }) => (rddId === 1 ? blocked : undefined), 'slow')
  bus.on('unpersistRdd', ({ rddId }) => void heard.push(`slow ${rddId}`), 'slow')
  bus.on('unpersistRdd', ({ rddId }) => void heard.push(`quick ${rddId}`), 'quick')
  bus.post(unpersist(1))
  bus.post(unpersist(2))
  await new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)))
  assert.equal(heard.sort(), ['quick 1', 'quick 2', 'slow 1'])
  release()
  await bus.drained()
  assert.is(heard.at(-1), 'slow 2')
})

test('a full queue drops the newest, counts them, and says so once', async () => {
  const said: string[] = []
  const logger = {
    ...silentLogger,
    error: (_: object | string, text?: string) => void said.push(text ?? ''),
  }
  const bus = new ListenerBus({ logger, capacity: 3 })
  const heard: number[] = []
  bus.on('unpersistRdd', ({ rddId }) => void heard.push(rddId))
  for (let rddId = 0; rddId < 8; rddId++) bus.post(unpersist(rddId))
  await bus.drained()
  assert.equal(heard, [0, 1, 2])
  assert.is(bus.dropped.get('shared'), 5)
  assert.is(said.length, 1)
  bus.post(unpersist(9))
  await bus.drained()
  assert.is(heard.at(-1), 9)
})

test('stop drains what was posted and takes nothing more', async () => {
  const bus = new ListenerBus()
  const heard: number[] = []
  bus.on('unpersistRdd', ({ rddId }) => void heard.push(rddId))
  bus.post(unpersist(1))
  await bus.stop()
  bus.post(unpersist(2))
  await bus.drained()
  assert.equal(heard, [1])
})

test('an event that a listener posts is heard too', async () => {
  const bus = new ListenerBus()
  const heard: number[] = []
  bus.on('unpersistRdd', ({ rddId }) => {
    heard.push(rddId)
    if (rddId < 3) bus.post(unpersist(rddId + 1))
  })
  bus.post(unpersist(1))
  await bus.drained()
  assert.equal(heard, [1, 2, 3])
})

test('every queue hears every event in order, however slow each listener is', () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 30 }), async (slow) => {
      const bus = new ListenerBus()
      const heard: number[][] = [[], []]
      for (const [index, each] of heard.entries()) {
        bus.on(
          'unpersistRdd',
          ({ rddId }) => {
            each.push(rddId)
            return slow[rddId] === (index === 0) ? Promise.resolve() : undefined
          },
          `queue ${index}`,
        )
      }
      slow.forEach((_, rddId) => bus.post(unpersist(rddId)))
      await bus.drained()
      const all = slow.map((_, rddId) => rddId)
      assert.equal(heard, [all, all])
    }),
    { numRuns: 50 },
  ))

test.run()
