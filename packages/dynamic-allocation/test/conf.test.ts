import { SparkConf } from '@firesteel/conf'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { allocationSettingsFrom } from '../src/index.js'

const test = suite('dynamic-allocation: settings')

const confOf = (settings: Readonly<Record<string, string | number | boolean>>): SparkConf => {
  const conf = new SparkConf([]).set('spark.dynamicAllocation.enabled', true)
  for (const [name, value] of Object.entries(settings)) {
    conf.set(name.startsWith('spark.') ? name : `spark.dynamicAllocation.${name}`, value)
  }
  return conf
}
const refusal = (settings: Readonly<Record<string, string | number | boolean>>): string => {
  try {
    allocationSettingsFrom(confOf(settings))
    return ''
  } catch (error) {
    return (error as Error).message
  }
}

test('is off unless it is asked for', () => {
  assert.is(allocationSettingsFrom(new SparkConf([])), undefined)
})

test('begins with the largest of the least, the initial and the configured number', () => {
  const initial = (settings: Readonly<Record<string, number>>): number | undefined =>
    allocationSettingsFrom(confOf(settings))?.initialExecutors
  assert.is(initial({}), 0)
  assert.is(initial({ minExecutors: 2 }), 2)
  assert.is(initial({ minExecutors: 2, initialExecutors: 4 }), 4)
  assert.is(initial({ initialExecutors: 4, 'spark.executor.instances': 7 }), 7)
})

test('waits as long as before when only the first wait is set', () => {
  const settings = allocationSettingsFrom(confOf({ schedulerBacklogTimeout: '3s' }))
  assert.is(settings?.sustainedBacklogTimeoutMs, 3_000)
})

test('refuses what cannot hold, naming the setting', () => {
  assert.match(refusal({ minExecutors: 3, maxExecutors: 2 }), /minExecutors is 3, expected at most/)
  assert.match(refusal({ maxExecutors: 0 }), /maxExecutors is 0, expected more than 0/)
  assert.match(refusal({ initialExecutors: 5, maxExecutors: 2 }), /initialExecutors is 5/)
  assert.match(refusal({ executorAllocationRatio: 0 }), /executorAllocationRatio is 0/)
  assert.match(refusal({ executorAllocationRatio: 1.5 }), /executorAllocationRatio is 1.5/)
  assert.match(refusal({ schedulerBacklogTimeout: '0s' }), /schedulerBacklogTimeout is 0/)
})

test('refuses to work where map outputs would be lost with the executors it ends', () => {
  assert.match(refusal({ 'shuffleTracking.enabled': false }), /map outputs are kept/)
  const kept = { 'shuffleTracking.enabled': false, 'spark.shuffle.service.enabled': true }
  assert.is(refusal(kept), '')
  assert.is(allocationSettingsFrom(confOf(kept))?.tracksShuffles, false)
})

test.run()
