import type { SparkError } from '@firesteel/errors'
import type { Lineage } from '@firesteel/rdd-core'
import { suite } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { Datasets, expectedValues } from './lineage-fixture.js'
import { SimulatedCluster, boom, settled } from './simulated-cluster.js'

const test = suite('dag-scheduler: whatever goes wrong', { timeoutMs: 120_000 })

/** One thing that happens; numbers choose among what there is. */
type Step =
  | {
      readonly kind: 'finish' | 'throw' | 'killed' | 'loseExecutor' | 'loseFile'
      readonly which: number
    }
  | { readonly kind: 'addExecutor' | 'wait' }

const which = fc.nat(7)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ kind: fc.constant('finish' as const), which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('throw' as const), which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('killed' as const), which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('loseExecutor' as const), which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('loseFile' as const), which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('addExecutor' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const) }) },
)

/** How each dataset is made of those before it; parents are chosen by number. */
const shapes = fc.array(
  fc.record({
    kind: fc.constantFrom('source', 'narrow', 'shuffled', 'shuffled', 'joined', 'cached', 'dealt'),
    partitions: fc.integer({ min: 1, max: 3 }),
    parents: fc.tuple(fc.nat(20), fc.nat(20)),
  }),
  { minLength: 1, maxLength: 7 },
)

function lineageOf(data: Datasets, shape: readonly ShapeOf<typeof shapes>[]): Lineage[] {
  const made = [data.source(2)]
  const at = (index: number): Lineage => made[index % made.length] as Lineage
  for (const { kind, partitions, parents } of shape) {
    const [one, two] = [at(parents[0]), at(parents[1])]
    if (kind === 'source') made.push(data.source(partitions))
    else if (kind === 'narrow') made.push(data.narrow(one))
    else if (kind === 'shuffled') made.push(data.shuffled(partitions, one))
    else if (kind === 'joined') made.push(data.shuffled(partitions, one, two))
    else if (kind === 'dealt') made.push(data.dealt(one))
    else made.push(data.cached(data.narrow(one)))
  }
  return made
}

type ShapeOf<T> = T extends fc.Arbitrary<readonly (infer S)[]> ? S : never

async function happen(cluster: SimulatedCluster, what: Step): Promise<void> {
  const ids = [...cluster.executors.keys()]
  const pick = (number: number): number => number % Math.max(1, cluster.running.size)
  switch (what.kind) {
    case 'finish':
      cluster.finish(pick(what.which))
      break
    case 'throw':
      cluster.fail(pick(what.which), boom())
      break
    case 'killed':
      cluster.fail(pick(what.which), { kind: 'TaskKilled', reason: 'chance' })
      break
    case 'loseExecutor':
      if (ids.length > 0) cluster.loseExecutor(ids[what.which % ids.length] as string)
      break
    case 'loseFile':
      if (ids.length > 0) cluster.loseFile(ids[what.which % ids.length] as string, what.which)
      break
    case 'addExecutor':
      cluster.addExecutor(2)
      break
    case 'wait':
      await cluster.clock.advanceAsync(150)
      break
  }
  // Not always: several things may happen before any of them is handled.
  if (what.kind !== 'loseFile') await settled()
}

test('a job ends with the right values, or with an error within the limits, and leaves nothing behind', async () => {
  let rejected = 0
  let runs = 0
  await fc.assert(
    fc.asyncProperty(shapes, fc.array(step, { maxLength: 60 }), async (shape, steps) => {
      const cluster = new SimulatedCluster({ slotWaitMs: 100 })
      const made = lineageOf(new Datasets(), shape)
      const wanted = [made.at(-1) as Lineage, made[Math.floor(made.length / 2)] as Lineage]
      cluster.addExecutor(2)
      const jobs = wanted.map((rdd) =>
        cluster.collect(rdd).then(
          (value) => ({ value }),
          (error: SparkError) => ({ error }),
        ),
      )
      let open = jobs.length
      for (const job of jobs) void job.then(() => open--)
      for (const each of steps) await happen(cluster, each)
      // From here on all goes well: what is lost is made again, and the jobs end.
      cluster.addExecutor(2)
      for (let turn = 0; open > 0 && turn < 300; turn++) {
        await settled()
        if (cluster.running.size > 0) cluster.finish()
        else await cluster.clock.advanceAsync(200)
      }
      assert.is(open, 0, 'a job hangs')
      for (const [index, job] of jobs.entries()) {
        const outcome = await job
        runs++
        if ('value' in outcome)
          assert.equal(outcome.value, expectedValues(wanted[index] as Lineage))
        else {
          rejected++
          assert.is(outcome.error.code, 'JOB_FAILED')
          const isWithinLimits =
            /failed 4 times|maximum allowable number of times: 4|indeterminate output/
          assert.match(outcome.error.message, isWithinLimits)
        }
      }
      // Late attempts of what was given up.
      await cluster.finishAll()
      for (const [name, size] of Object.entries(cluster.dag.stateSizes())) assert.is(size, 0, name)
      assert.equal(cluster.scheduler.load, { taskSets: 0, attempts: 0, binaries: 0 })
    }),
    { includeErrorInReport: true, numRuns: Number(process.env.FIRESTEEL_PROPERTY_RUNS ?? 150) },
  )
  assert.ok(runs > rejected, 'some jobs must end well')
})

test.run()
