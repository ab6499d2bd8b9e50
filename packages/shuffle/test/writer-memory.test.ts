import { suite, tmpDir } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import type { WriterConsumer, WriterMemory } from '../src/index.js'
import { newWriter, readPairs } from './outputs.js'

const test = suite('shuffle: memory of a writer')

/** A task's memory of `limit` bytes. */
class Limited implements WriterMemory {
  used = 0
  peak = 0
  readonly consumers = new Set<WriterConsumer>()
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  acquire(bytes: number): number {
    const granted = Math.min(bytes, this.#limit - this.used)
    this.used += granted
    this.peak = Math.max(this.peak, this.used)
    return granted
  }

  release(bytes: number): void {
    this.used -= bytes
  }

  addConsumer(consumer: WriterConsumer): () => void {
    this.consumers.add(consumer)
    return () => void this.consumers.delete(consumer)
  }
}

const rows = (count: number) =>
  Array.from({ length: count }, (_, i) => [i % 3, i, `a value of some length ${i}`] as const)

test('what is encoded is paid for, and goes to disk when it cannot be', () => {
  for (const limit of [0, 2 << 20, 1 << 30]) {
    const dirs = [tmpDir()]
    const memory = new Limited(limit)
    const writer = newWriter({ dirs, memory })
    const all = rows(100_000)
    for (const [partition, key, value] of all) writer.write(partition, key, value)
    const { bytesSpilled } = writer.commit()
    assert.is(bytesSpilled > 0, limit < 1 << 30, `${limit}`)
    assert.ok(memory.peak <= limit)
    assert.is(memory.used, 0)
    assert.is(memory.consumers.size, 0)
    const expected = all.filter(([p]) => p === 1).map(([, key, value]) => [key, value])
    assert.equal(readPairs(dirs, 1), expected)
  }
})

test('it spills when others of its task need the memory, and goes on', () => {
  const dirs = [tmpDir()]
  const memory = new Limited(1 << 30)
  const writer = newWriter({ dirs, memory })
  const all = rows(40_000)
  for (const [partition, key, value] of all.slice(0, 30_000)) writer.write(partition, key, value)
  const { used } = memory
  assert.ok(used > 0)
  for (const consumer of memory.consumers) assert.is(consumer.spill(), used)
  assert.is(memory.used, 0)
  for (const [partition, key, value] of all.slice(30_000)) writer.write(partition, key, value)
  assert.ok(writer.commit().bytesSpilled > 0)
  const expected = all.filter(([p]) => p === 2).map(([, key, value]) => [key, value])
  assert.equal(readPairs(dirs, 2), expected)
})

test('large records are not gathered in large numbers', () => {
  const memory = new Limited(1 << 30)
  const writer = newWriter({ memory })
  const bytes = 100_000
  let [held, most] = [0, 0]
  for (let i = 0; i < 300; i++) {
    const before = memory.used
    writer.write(0, i, 'x'.repeat(bytes))
    held = memory.used > before ? 0 : held + bytes
    most = Math.max(most, held)
  }
  writer.abort()
  assert.ok(most < 16 << 20, `${most} bytes of records were held`)
  assert.is(memory.used, 0)
})

test.run()
