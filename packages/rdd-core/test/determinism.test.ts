import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { outputDeterminism } from '../src/determinism.js'
import { prepare } from '../src/index.js'
import type { Rdd } from '../src/index.js'
import { MiniContext } from './mini-context.js'

const test = suite('rdd-core: outputDeterminism')

const levelOf = async <T>(rdd: Rdd<T>): Promise<string> => {
  await prepare(rdd.lineage, rdd.context)
  return outputDeterminism(rdd.lineage)
}
const pairs = (sc: MiniContext) => sc.range(0, 6, 1, 2).map((x) => [x % 3, x])

test('sources and what is made of them record by record are determinate', async () => {
  const sc = new MiniContext()
  assert.is(await levelOf(sc.parallelize([1, 2])), 'DETERMINATE')
  assert.is(await levelOf(pairs(sc).filter(() => true)), 'DETERMINATE')
  assert.is(await levelOf(sc.range(0, 4).zipWithIndex()), 'DETERMINATE')
  assert.is(await levelOf(sc.range(0, 4).union()), 'DETERMINATE')
})

test('what came through a shuffle has no order, however it was combined', async () => {
  const sc = new MiniContext()
  const summed = pairs(sc).reduceByKey((a, b) => a + b)
  assert.is(await levelOf(summed), 'UNORDERED')
  assert.is(await levelOf(summed.mapValues((x) => x)), 'UNORDERED')
  assert.is(await levelOf(pairs(sc).sortByKey()), 'UNORDERED')
  assert.is(await levelOf(pairs(sc).union(summed)), 'UNORDERED')
  assert.is(await levelOf(pairs(sc).groupByKey().join(summed)), 'UNORDERED')
})

test('what depends on an order that is not kept is indeterminate, and so is all behind it', async () => {
  const sc = new MiniContext()
  const summed = pairs(sc).reduceByKey((a, b) => a + b)
  assert.is(await levelOf(pairs(sc).repartition(3)), 'UNORDERED')
  assert.is(await levelOf(summed.repartition(3)), 'INDETERMINATE')
  assert.is(await levelOf(summed.zipWithIndex()), 'INDETERMINATE')
  assert.is(await levelOf(summed.repartition(3).groupByKey()), 'INDETERMINATE')
})

test('a shuffle that is not needed changes nothing', async () => {
  const sc = new MiniContext()
  const placed = sc
    .parallelize<[number, number]>([[1, 2]], 1)
    .mapPartitions((rows) => rows, true)
    .partitionBy(2)
  assert.is(await levelOf(placed), 'UNORDERED')
  assert.is(await levelOf(placed.partitionBy(2)), 'UNORDERED')
})

test('deep lineages and diamonds are looked at once', async () => {
  let rdd = new MiniContext().parallelize([1], 1)
  const same = (x: number) => x
  for (let i = 0; i < 10_000; i++) rdd = rdd.map(same)
  for (let i = 0; i < 12; i++) rdd = rdd.union(rdd)
  assert.is(await levelOf(rdd), 'DETERMINATE')
})

test.run()
