import { SparkConf } from '@firesteel/conf'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { MemoryTooSmallError, executorMemoryPlan, localMemoryPlan } from '../src/index.js'

const test = suite('memory: dividing an executor’s memory')
const MIB = 1024 ** 2
const conf = (settings: Record<string, string>) =>
  Object.entries(settings).reduce((all, [name, value]) => all.set(name, value), new SparkConf())

test('slots share it evenly, and a fraction of it is the pool', () => {
  const plan = executorMemoryPlan(conf({ 'spark.executor.memory': '1g' }), 4)
  const { maxOldGenerationSizeMb, maxYoungGenerationSizeMb } = plan.heap
  assert.ok(maxOldGenerationSizeMb + maxYoungGenerationSizeMb <= 256)
  assert.is(plan.poolBytes, Math.floor(1024 * MIB * 0.6))
  assert.is(plan.storageBytes, Math.floor(plan.poolBytes * 0.5))
  assert.is(plan.slotBytes, Math.floor(256 * MIB * 0.6))
})

test('an executor whose slots would have less than 64 MiB each is refused, and it is said what would do', () => {
  const settings = conf({ 'spark.executor.memory': '255m' })
  assert.is(executorMemoryPlan(settings, 3).memoryBytes, 255 * MIB)
  try {
    executorMemoryPlan(settings, 4)
  } catch (error) {
    assert.instance(error, MemoryTooSmallError)
    assert.match((error as Error).message, /255 MiB for 4 task slots.*256m or more.*to 3 or fewer/)
    return
  }
  assert.unreachable('four slots were given less than they need')
})

test('the fractions are settings', () => {
  const plan = executorMemoryPlan(
    conf({ 'spark.memory.fraction': '0.25', 'spark.memory.storageFraction': '0.1' }),
    1,
  )
  assert.is(plan.poolBytes, 256 * MIB)
  assert.is(plan.storageBytes, Math.floor(25.6 * MIB))
})

test('local mode takes what is set, the executor’s before the driver’s, or part of the machine', () => {
  const of = (settings: Record<string, string>) =>
    localMemoryPlan(conf(settings), 2, 8 * 1024 * MIB).memoryBytes / MIB
  assert.is(of({ 'spark.driver.memory': '700m' }), 700)
  assert.is(of({ 'spark.driver.memory': '700m', 'spark.executor.memory': '300m' }), 300)
  assert.is(of({}), 2048)
  assert.is(localMemoryPlan(conf({}), 2, 1024 * MIB).memoryBytes / MIB, 512)
})

test.run()
