import { SparkConf } from '@firesteel/conf'
import { suite, tmpDir, until } from '@firesteel/testkit'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { SparkContext } from '../../src/index.js'

const test = suite('fair sharing in one process', { timeoutMs: 30_000 })

const conf = (more: Record<string, string>): SparkConf => {
  const made = new SparkConf([]).setMaster('local[2]').setAppName('fair')
  for (const [name, value] of Object.entries(more)) made.set(name, value)
  return made.set('spark.log.level', 'ERROR')
}

/** Keeps both slots busy for long; resolves with the order in which two jobs ended. */
async function race(sc: SparkContext): Promise<string[]> {
  const ended: string[] = []
  const job = async (name: string, tasks: number): Promise<void> => {
    sc.setLocalProperty('spark.scheduler.pool', name)
    await sc.range(0, tasks, 1, tasks).foreach(() => {
      const until = Date.now() + 15
      while (Date.now() < until);
    })
    ended.push(name)
  }
  const long = job('long', 60)
  await until('the long job runs', () => sc.statusTracker.getActiveStageIds().length > 0)
  await Promise.all([long, job('short', 4)])
  return ended
}

test('a short job need not wait until a long one that began before it is over', async () => {
  const file = join(tmpDir(), 'pools.yaml')
  writeFileSync(file, 'pools:\n- name: short\n  minShare: 1\n')
  await using sc = new SparkContext(
    conf({ 'spark.scheduler.mode': 'FAIR', 'spark.scheduler.allocation.file': file }),
  )
  assert.equal(await race(sc), ['short', 'long'])
  assert.is((await sc.getPoolForName('short'))?.minShare, 1)
  const names = (await sc.getAllPools()).map(({ name }) => name)
  assert.equal(names.sort(), ['default', 'long', 'short'])
})

test('without FAIR it does', async () => {
  await using sc = new SparkContext(conf({}))
  assert.equal(await race(sc), ['long', 'short'])
})

test('an allocation file that is not there is named', async () => {
  const sc = new SparkContext(
    conf({ 'spark.scheduler.mode': 'FAIR', 'spark.scheduler.allocation.file': '/no/pools.xml' }),
  )
  try {
    await sc.ready
    assert.unreachable()
  } catch (error) {
    assert.match((error as Error).message, '/no/pools.xml (spark.scheduler.allocation.file)')
  } finally {
    await sc.stop()
  }
})

test.run()
