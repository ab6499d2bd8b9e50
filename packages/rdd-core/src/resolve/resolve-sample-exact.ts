import { KeyMap } from '@firesteel/keys'
import type { Quota } from '../compile/support/sampling.js'
import { binomialShare, hypergeometric } from '../draws.js'
import { inOrder } from '../in-order.js'
import type { Lineage, OpOf, Resolved } from '../lineage.js'
import { resolvedOf } from '../lineage.js'
import { randomNumbers } from '../random.js'
import type { RddContext } from '../rdd-context.js'

/** Counts of keys in one partition. */
type Counts = readonly (readonly [key: unknown, count: number])[]

/**
 * How many pairs of each key each partition gives: a job counts them, and the exact number wanted is
 * dealt to the partitions at random, as if it were drawn from all pairs of the key at once.
 * @see org.apache.spark.util.random.StratifiedSamplingUtils
 */
export async function resolveSampleByKeyExact(
  node: Lineage,
  context: RddContext,
): Promise<Resolved> {
  const parent = node.parents[0] as Lineage
  const { numPartitions, partitioner } = resolvedOf(parent)
  const counts = await context.runJob<readonly Counts[]>({
    rdd: parent,
    action: { kind: 'countKeys' },
    partitions: Array.from({ length: numPartitions }, (_, index) => index),
    results: inOrder((all) => all as readonly Counts[]),
    callSite: node.callSite,
  })
  return {
    numPartitions,
    partitioner,
    dependencies: [{ kind: 'narrow', parent }],
    partitions: quotas(node.op as OpOf<'sampleByKey' | 'sampleByKeyExact'>, counts),
  }
}

/** The quotas of every partition. Throws a RangeError for a key without a fraction. */
export function quotas(
  op: OpOf<'sampleByKey' | 'sampleByKeyExact'>,
  counts: readonly Counts[],
): readonly (readonly Quota[])[] {
  const fractions = new KeyMap<unknown, number>()
  for (const [key, fraction] of op.fractions) fractions.set(key, fraction)
  const left = new KeyMap<unknown, { records: number; wanted: number }>()
  for (const [key, count] of counts.flat()) {
    const known = left.get(key)
    if (known === undefined) left.set(key, { records: count, wanted: 0 })
    else known.records += count
  }
  for (const [key, all] of left) {
    const fraction = fractions.get(key)
    if (fraction === undefined) {
      throw new RangeError(`sampleByKeyExact: no fraction for the key ${String(key)}`)
    }
    all.wanted = Math.ceil(all.records * fraction)
  }
  // No partition's stream: those begin at 0.
  const random = randomNumbers(op.seed, -2)
  return counts.map((pairs) =>
    pairs.map(([key, records]): Quota => {
      const all = left.get(key) as { records: number; wanted: number }
      const draw = op.withReplacement ? binomialShare : hypergeometric
      const wanted = draw(all.wanted, records, all.records, random)
      all.records -= records
      all.wanted -= wanted
      return [key, records, wanted]
    }),
  )
}
