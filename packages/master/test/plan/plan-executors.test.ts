import { appIdFrom, workerIdFrom } from '@firesteel/deploy-messages'
import { suite } from '@firesteel/testkit'
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { WorkerFacts } from '../../src/plan/plan-drivers.js'
import {
  type ApplicationFacts,
  type ExecutorDemand,
  planExecutors,
} from '../../src/plan/plan-executors.js'

const test = suite('plan-executors')

const worker = (name: string, coresFree: number, memoryFreeMb = 4096): WorkerFacts => ({
  id: workerIdFrom(name),
  coresFree,
  memoryFreeMb,
  resourcesFree: {},
})
const demand = (more: Partial<ExecutorDemand> & { cores?: number; memoryMb?: number } = {}) => ({
  rpId: 0,
  profile: { executorCores: more.cores, executorMemoryMb: more.memoryMb ?? 512, resources: {} },
  granted: more.granted ?? 0,
  limit: more.limit ?? Number.MAX_SAFE_INTEGER,
})
const app = (name: string, coresLeft: number, ...demands: ExecutorDemand[]): ApplicationFacts => ({
  id: appIdFrom(name),
  coresLeft,
  demands: demands.length === 0 ? [demand()] : demands,
})
const launched = (
  workers: readonly WorkerFacts[],
  apps: readonly ApplicationFacts[],
  spreadOut = true,
): string[] =>
  planExecutors(workers, apps, { spreadOut }).launches.map(
    (launch) => `${launch.appId} ${launch.workerId} ${launch.cores}`,
  )

test('spreads an application over all workers, one executor each', () => {
  const workers = [worker('w1', 4), worker('w2', 4), worker('w3', 4)]
  assert.equal(launched(workers, [app('a', 6)]), ['a w3 2', 'a w2 2', 'a w1 2'])
})

test('packs an application onto the fewest workers', () => {
  const workers = [worker('w1', 4), worker('w2', 4), worker('w3', 4)]
  assert.equal(launched(workers, [app('a', 6)], false), ['a w3 4', 'a w2 2'])
})

test('cuts executors of the asked size, several per worker', () => {
  const workers = [worker('w1', 5), worker('w2', 4)]
  const apps = [app('a', 100, demand({ cores: 2 }))]
  assert.equal(launched(workers, apps), ['a w1 2', 'a w1 2', 'a w2 2', 'a w2 2'])
})

test('never grants a rest smaller than one executor', () => {
  assert.equal(launched([worker('w1', 8)], [app('a', 5, demand({ cores: 3 }))]), ['a w1 3'])
})

test('begins with the worker that has most cores free', () => {
  const workers = [worker('small', 2), worker('big', 8), worker('middle', 4)]
  assert.equal(launched(workers, [app('a', 1)]), ['a big 1'])
})

test('stops at the memory of a worker, not only at its cores', () => {
  const apps = [app('a', 100, demand({ cores: 1, memoryMb: 400 }))]
  assert.is(launched([worker('w1', 16, 1024)], apps).length, 2)
})

test('grows the one executor of a worker without asking for more memory', () => {
  const apps = [app('a', 100, demand({ memoryMb: 1024 }))]
  assert.equal(launched([worker('w1', 16, 1024)], apps), ['a w1 16'])
})

test('serves applications first come, first served', () => {
  const workers = [worker('w1', 4), worker('w2', 4)]
  assert.equal(launched(workers, [app('greedy', 100), app('late', 100)]), [
    'greedy w2 4',
    'greedy w1 4',
  ])
  assert.equal(launched(workers, [app('modest', 4), app('late', 100)]), [
    'modest w2 2',
    'modest w1 2',
    'late w2 2',
    'late w1 2',
  ])
})

test('gives no more executors than the limit, those that run included', () => {
  const workers = [worker('w1', 4), worker('w2', 4)]
  const apps = [app('a', 100, demand({ cores: 1, granted: 2, limit: 5 }))]
  assert.is(launched(workers, apps).length, 3)
  assert.equal(launched(workers, [app('a', 100, demand({ limit: 0 }))]), [])
})

test('serves resource profiles in their order, each with its own limit', () => {
  const second = { ...demand({ cores: 2, limit: 1 }), rpId: 1 }
  const plan = planExecutors(
    [worker('w1', 8)],
    [app('a', 100, demand({ cores: 1, limit: 2 }), second)],
    {
      spreadOut: true,
    },
  )
  assert.equal(
    plan.launches.map(({ rpId, cores }) => [rpId, cores]),
    [
      [0, 1],
      [0, 1],
      [1, 2],
    ],
  )
})

test('hands out each address of a custom resource once', () => {
  const gpus = { ...worker('w1', 8), resourcesFree: { gpu: ['0', '1', '2'] } }
  const profile = { executorCores: 1, executorMemoryMb: 1, resources: { gpu: 2 } }
  const plan = planExecutors([gpus], [app('a', 100, { ...demand(), profile })], { spreadOut: true })
  assert.equal(
    plan.launches.map((launch) => launch.resources),
    [{ gpu: ['0', '1'] }],
  )
})

test('names the applications for which no worker has room', () => {
  const apps = [app('huge', 100, demand({ memoryMb: 1_000_000 })), app('fits', 1)]
  const plan = planExecutors([worker('w1', 4)], apps, { spreadOut: true })
  assert.equal(plan.starved, ['huge'])
  assert.is(plan.launches.length, 1)
})

const facts = fc.record({
  workers: fc.array(fc.record({ cores: fc.nat(16), memory: fc.nat(4096), gpus: fc.nat(3) }), {
    maxLength: 6,
  }),
  apps: fc.array(
    fc.record({
      coresLeft: fc.nat(40),
      cores: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
      memoryMb: fc.integer({ min: 1, max: 2048 }),
      gpus: fc.nat(2),
      granted: fc.nat(3),
      limit: fc.nat(10),
    }),
    { maxLength: 5 },
  ),
  spreadOut: fc.boolean(),
})

test('never gives more than there is, than an application may have, or than its limit', () => {
  fc.assert(
    fc.property(facts, ({ workers, apps, spreadOut }) => {
      const workerFacts = workers.map(({ cores, memory, gpus }, index) => ({
        ...worker(`w${index}`, cores, memory),
        resourcesFree: { gpu: Array.from({ length: gpus }, (_, gpu) => `${gpu}`) },
      }))
      const appFacts = apps.map(({ coresLeft, cores, memoryMb, gpus, granted, limit }, index) =>
        app(`a${index}`, coresLeft, {
          rpId: 0,
          granted,
          limit,
          profile: { executorCores: cores, executorMemoryMb: memoryMb, resources: { gpu: gpus } },
        }),
      )
      const { launches } = planExecutors(workerFacts, appFacts, { spreadOut })
      const sum = (of: typeof launches, field: 'cores' | 'memoryMb'): number =>
        of.reduce((total, launch) => total + launch[field], 0)
      for (const each of workerFacts) {
        const here = launches.filter((launch) => launch.workerId === each.id)
        assert.ok(sum(here, 'cores') <= each.coresFree)
        assert.ok(sum(here, 'memoryMb') <= each.memoryFreeMb)
        const given = here.flatMap((launch) => launch.resources.gpu ?? [])
        assert.is(new Set(given).size, given.length)
        assert.ok(given.every((address) => each.resourcesFree.gpu.includes(address)))
      }
      for (const [index, each] of appFacts.entries()) {
        const its = launches.filter((launch) => launch.appId === each.id)
        const { cores, granted, limit } = apps[index] as (typeof apps)[number]
        assert.ok(sum(its, 'cores') <= each.coresLeft)
        assert.ok(its.length === 0 || its.length + granted <= limit)
        if (cores !== undefined) assert.ok(its.every((launch) => launch.cores === cores))
      }
    }),
  )
})

test('leaves nothing idle that the first application could use', () => {
  const cases = fc.record({
    cores: fc.array(fc.nat(8), { minLength: 1, maxLength: 6 }),
    unit: fc.integer({ min: 1, max: 4 }),
    spreadOut: fc.boolean(),
  })
  fc.assert(
    fc.property(cases, ({ cores, unit, spreadOut }) => {
      const workers = cores.map((free, index) => worker(`w${index}`, free, 1_000_000))
      const apps = [app('a', 1_000, demand({ cores: unit }))]
      const { launches } = planExecutors(workers, apps, { spreadOut })
      const possible = cores.reduce((total, free) => total + Math.floor(free / unit), 0)
      assert.is(launches.length, possible)
    }),
  )
})

test('spreads evenly: equal workers differ by at most one unit', () => {
  const cases = fc.record({ workers: fc.integer({ min: 1, max: 6 }), coresLeft: fc.nat(40) })
  fc.assert(
    fc.property(cases, ({ workers, coresLeft }) => {
      const all = Array.from({ length: workers }, (_, index) => worker(`w${index}`, 8))
      const { launches } = planExecutors(all, [app('a', coresLeft)], { spreadOut: true })
      const given = all.map(
        ({ id }) => launches.find((launch) => launch.workerId === id)?.cores ?? 0,
      )
      assert.ok(Math.max(...given) - Math.min(...given) <= 1)
    }),
  )
})

test.run()
