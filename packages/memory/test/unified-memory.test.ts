import { Worker } from 'node:worker_threads'
import { suite } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { type TaskMemory, UnifiedMemory } from '../src/index.js'

const test = suite('memory: the pool')

const SLOTS = 3
const step = fc.oneof(
  fc.record({ do: fc.constant('begin' as const), slot: fc.nat(SLOTS - 1) }),
  fc.record({ do: fc.constant('acquire' as const), slot: fc.nat(SLOTS - 1), bytes: fc.nat(600) }),
  fc.record({ do: fc.constant('release' as const), slot: fc.nat(SLOTS - 1), bytes: fc.nat(600) }),
  fc.record({ do: fc.constant('close' as const), slot: fc.nat(SLOTS - 1) }),
  fc.record({ do: fc.constant('store' as const), bytes: fc.nat(600) }),
  fc.record({ do: fc.constant('drop' as const), bytes: fc.nat(600) }),
  fc.record({ do: fc.constant('lose' as const), slot: fc.nat(SLOTS - 1) }),
)

test('never grants more than it has, nor a task more than its share, and gets everything back', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.boolean(), (steps, evicts) => {
      const memory = UnifiedMemory.create({ poolBytes: 1_000, storageBytes: 400, slots: SLOTS })
      const tasks = new Map<number, TaskMemory>()
      let stored = 0
      if (evicts) {
        memory.onReclaim((bytes) => {
          const freed = Math.min(stored, bytes)
          memory.releaseStorage(freed)
          stored -= freed
          return freed
        })
      }
      for (const [id, at] of steps.entries()) {
        if (at.do === 'begin') {
          tasks.get(at.slot)?.close()
          tasks.set(at.slot, memory.taskMemory(at.slot, id))
        } else if (at.do === 'acquire') {
          const before = { stored, used: tasks.get(at.slot)?.used ?? 0 }
          const granted = tasks.get(at.slot)?.acquire(at.bytes) ?? 0
          assert.ok(granted >= 0 && granted <= at.bytes)
          assert.ok(stored >= Math.min(before.stored, 400), 'storage keeps its region')
          const share = (1_000 - Math.min(before.stored, 400)) / tasks.size
          assert.ok(before.used + granted <= Math.max(share, before.used), 'an even share')
        } else if (at.do === 'release') tasks.get(at.slot)?.release(at.bytes)
        else if (at.do === 'close' || at.do === 'lose') {
          if (at.do === 'lose') memory.slotLost(at.slot)
          else tasks.get(at.slot)?.close()
          tasks.delete(at.slot)
        } else if (at.do === 'store') {
          const { executionBytes } = memory.use()
          const fits = memory.acquireStorage(at.bytes)
          assert.is(fits, executionBytes + stored + at.bytes <= 1_000)
          if (fits) stored += at.bytes
          assert.is(memory.use().executionBytes, executionBytes)
        } else {
          const freed = Math.min(stored, at.bytes)
          memory.releaseStorage(freed)
          stored -= freed
        }
        const { executionBytes, storageBytes } = memory.use()
        const held = [...tasks.values()].reduce((sum, task) => sum + task.used, 0)
        assert.is(executionBytes, held)
        assert.is(storageBytes, stored)
        assert.ok(executionBytes + storageBytes <= 1_000)
      }
      for (const task of tasks.values()) task.close()
      assert.is(memory.use().executionBytes, 0)
    }),
  )
})

test('a lone task has all that storage leaves, and storage all that tasks leave', () => {
  const memory = UnifiedMemory.create({ poolBytes: 1_000, storageBytes: 400, slots: 2 })
  const task = memory.taskMemory(0, 0)
  assert.is(task.acquire(5_000), 1_000)
  assert.not(memory.acquireStorage(1))
  task.release(300)
  assert.ok(memory.acquireStorage(300))
  assert.is(task.acquire(1), 0)
  task.close()
  assert.ok(memory.acquireStorage(700))
})

test('what a slot’s heap may hold bounds its task and its blocks together', () => {
  const memory = UnifiedMemory.create({
    poolBytes: 1_000,
    storageBytes: 400,
    slots: 2,
    slotBytes: 500,
  })
  const slot = UnifiedMemory.attach(memory.buffer, 1)
  assert.ok(slot.acquireStorage(200))
  assert.is(slot.taskMemory(1, 0).acquire(1_000), 300)
  assert.not(slot.acquireStorage(1))
  assert.ok(memory.acquireStorage(500), 'blocks outside of the slots’ heaps are not its concern')
})

test('a shortage that this thread cannot mend is told to those who keep blocks', () => {
  const memory = UnifiedMemory.create({ poolBytes: 4_096, storageBytes: 0, slots: 1 })
  assert.ok(memory.acquireStorage(4_096))
  assert.is(UnifiedMemory.attach(memory.buffer, 0).taskMemory(0, 0).acquire(2_048), 0)
  assert.is(memory.takeShortage(), 2_048)
  assert.is(memory.takeShortage(), 0)
})

test('other consumers of the task spill first: the smallest that has enough', () => {
  const memory = UnifiedMemory.create({ poolBytes: 100, storageBytes: 0, slots: 1 })
  const task = memory.taskMemory(0, 0)
  const asked: string[] = []
  const consumer = (name: string, used: number) => {
    task.acquire(used)
    const self = {
      used,
      spill: () => {
        asked.push(name)
        const freed = self.used
        task.release(freed)
        self.used = 0
        return freed
      },
    }
    return self
  }
  const [small, middle, large] = [
    consumer('small', 10),
    consumer('middle', 30),
    consumer('large', 60),
  ]
  for (const each of [large, small, middle]) task.addConsumer(each)
  assert.is(task.acquire(20, small), 20)
  assert.equal(asked, ['middle'])
  assert.is(task.acquire(75, small), 70, 'only the asking one holds the rest')
  assert.equal(asked, ['middle', 'large'])
  assert.is(task.peak, 100)
})

test('a thread that is terminated at any moment leaves a pool that works', async () => {
  const memory = UnifiedMemory.create({ poolBytes: 1 << 20, storageBytes: 0, slots: 2 })
  const program = `
    const { workerData, parentPort } = require('node:worker_threads')
    import(workerData.module).then(({ UnifiedMemory }) => {
      const task = UnifiedMemory.attach(workerData.buffer, 1).taskMemory(1, 1)
      parentPort.postMessage('on')
      for (;;) { task.acquire(100); task.release(50) }
    })`
  const module = new URL('../dist/index.js', import.meta.url).href
  for (let round = 0; round < 3; round++) {
    const worker = new Worker(program, {
      eval: true,
      workerData: { buffer: memory.buffer, module },
      execArgv: [],
    })
    await new Promise((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
    })
    const task = memory.taskMemory(0, 0)
    for (let i = 0; i < 1_000; i++) {
      task.acquire(10)
      task.release(10)
    }
    await worker.terminate()
    memory.slotLost(1)
    task.close()
    assert.equal(memory.use(), { poolBytes: 1 << 20, executionBytes: 0, storageBytes: 0 })
  }
})

test.run()
