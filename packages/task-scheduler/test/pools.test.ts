import { suite } from '@firesteel/testkit'
import fc from 'fast-check'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tmpDir } from '@firesteel/testkit'
import { silentLogger } from '@firesteel/logging'
import * as assert from 'uvu/assert'
import {
  type AllocationFileError,
  fair,
  type PoolDefinition,
  readPools,
  type Schedulable,
} from '../src/index.js'
import { parseAllocations } from '../src/allocations/parse-allocations.js'
import { Rig, taskSet } from './fake-backend.js'

const test = suite('task-scheduler: pools')

const pool = (name: string, more: Partial<PoolDefinition> = {}): PoolDefinition => ({
  name,
  mode: 'FIFO',
  weight: 1,
  minShare: 0,
  ...more,
})

const inPool = (name: string, stageId: number, size = 100) =>
  taskSet(size, { stageId, priority: stageId, properties: { 'spark.scheduler.pool': name } })

/** Gives out `slots` one at a time, and says how many tasks each stage has running then. */
function shares(rig: Rig, slots: number): Record<number, number> {
  const running: Record<number, number> = {}
  for (let slot = 0; slot < slots; slot++) {
    for (const { stageId } of rig.offer('x', [slot])) running[stageId] = (running[stageId] ?? 0) + 1
  }
  return running
}

test('pools share by weight', () => {
  const rig = new Rig({ mode: 'FAIR', pools: [pool('a'), pool('b', { weight: 3 })] })
  rig.add('x')
  rig.scheduler.submitTasks(inPool('a', 1))
  rig.scheduler.submitTasks(inPool('b', 2))
  assert.equal(shares(rig, 16), { 1: 4, 2: 12 })
})

test('a pool below its minimum share goes first', () => {
  const rig = new Rig({ mode: 'FAIR', pools: [pool('a'), pool('b', { minShare: 6 })] })
  rig.add('x')
  rig.scheduler.submitTasks(inPool('a', 1))
  rig.scheduler.submitTasks(inPool('b', 2))
  assert.equal(shares(rig, 6), { 2: 6 })
  assert.equal(shares(rig, 4), { 1: 4 })
})

test('a job that comes later gets slots as they are freed, in a fair pool; under FIFO it waits', () => {
  for (const [mode, expected] of [
    ['FAIR', [2, 2, 2, 2]],
    ['FIFO', [1, 1, 1, 1]],
  ] as const) {
    const rig = new Rig({ mode, pools: [pool('default', { mode: 'FAIR' })] })
    rig.add('x')
    rig.scheduler.submitTasks(taskSet(20, { stageId: 1, priority: 1 }))
    const first = rig.offer('x', [0, 1, 2, 3, 4, 5, 6, 7])
    rig.scheduler.submitTasks(taskSet(20, { stageId: 2, priority: 2 }))
    const stages = first.slice(0, 4).flatMap(({ taskId, slot }) => {
      rig.finish(taskId)
      return rig.offer('x', [slot]).map(({ stageId }) => stageId)
    })
    assert.equal(stages, expected)
  }
})

test('a pool that nobody defined comes into being when a job names it, and is said to have', () => {
  const rig = new Rig({ mode: 'FAIR' })
  rig.add('x')
  rig.scheduler.submitTasks(inPool('new', 1))
  rig.offer('x', [0, 1])
  assert.equal(rig.scheduler.getPoolForName('new'), {
    ...pool('new'),
    runningTasks: 2,
    stageIds: [1],
  })
  assert.equal(
    rig.scheduler.getAllPools().map(({ name }) => name),
    ['default', 'new'],
  )
  assert.match(rig.warnings.join(), 'pool new, which no allocation file defines')
})

test('under FIFO the pool of a job does not matter', () => {
  const rig = new Rig({ pools: [pool('b', { minShare: 9 })] })
  rig.add('x')
  rig.scheduler.submitTasks(inPool('a', 1))
  rig.scheduler.submitTasks(inPool('b', 2))
  assert.equal(shares(rig, 3), { 1: 3 })
})

test('the fair order is an order', () => {
  const one: fc.Arbitrary<Schedulable> = fc.record({
    name: fc.constantFrom('a', 'b', 'c'),
    runningTasks: fc.nat(5),
    minShare: fc.nat(5),
    weight: fc.integer({ min: 1, max: 3 }),
    priority: fc.constant(0),
    stageId: fc.constant(0),
  })
  fc.assert(
    fc.property(one, one, one, (a, b, c) => {
      assert.is(Math.sign(fair(a, b)), -Math.sign(fair(b, a)) || 0)
      if (fair(a, b) < 0 && fair(b, c) < 0) assert.ok(fair(a, c) < 0)
    }),
  )
})

const XML = `<?xml version="1.0"?>
<!-- pools -->
<allocations>
  <pool name="production"><schedulingMode>FAIR</schedulingMode><weight> 2 </weight><minShare>3</minShare></pool>
  <pool name="test"><schedulingMode>fifo</schedulingMode></pool>
</allocations>`
const POOLS = [pool('production', { mode: 'FAIR', weight: 2, minShare: 3 }), pool('test')]

test("reads Spark's fairscheduler.xml, and the same as YAML and JSON", () => {
  assert.equal(parseAllocations('f.xml', XML), { pools: POOLS, warnings: [] })
  const yaml =
    'pools:\n- name: production\n  schedulingMode: FAIR\n  weight: 2\n  minShare: 3\n- name: test\n'
  assert.equal(parseAllocations('f.yaml', yaml).pools, POOLS)
  const json = { pools: [{ name: 'production', schedulingMode: 'FAIR', weight: 2, minShare: 3 }] }
  assert.equal(parseAllocations('f.json', JSON.stringify(json)).pools, POOLS.slice(0, 1))
})

test('what a pool has wrong takes its default, and is named', () => {
  const bad = `<allocations><pool name="p"><schedulingMode>NONE</schedulingMode><weight></weight><minShare>x</minShare></pool><pool/></allocations>`
  const { pools, warnings } = parseAllocations('f.xml', bad)
  assert.equal(pools, [pool('p')])
  assert.is(warnings.length, 4)
  assert.match(warnings[0] ?? '', "pool p in f.xml: schedulingMode is 'NONE', using FIFO")
})

test('a file that is nothing of the kind is refused, with its name', () => {
  for (const [name, text] of [
    ['f.xml', '<pools/>'],
    ['f.xml', 'no'],
    ['f.yaml', 'pools: 3'],
  ] as const) {
    assert.throws(
      () => parseAllocations(name, text),
      (error: AllocationFileError) =>
        error.code === 'SCHEDULER_ALLOCATION_FILE' && error.message.includes(name),
    )
  }
})

test('the file is looked for where settings are, and a default pool that is fair does without', async () => {
  const dir = tmpDir()
  const sources = { mode: 'FAIR', file: undefined, dirs: [dir], logger: silentLogger } as const
  assert.equal(await readPools(sources), [pool('default', { mode: 'FAIR' })])
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, 'fairscheduler.xml'), XML)
  assert.equal(await readPools(sources), POOLS)
  assert.equal(await readPools({ ...sources, mode: 'FIFO' }), [])
})

test.run()
