import { KeyMap } from '@firesteel/keys'
import { callSite } from '../call-site.js'
import { Captures } from '../captures.js'
import { targetFunction } from '../compile/support/target.js'
import { type Origin, rowClosure } from '../grow.js'
import { inOrder } from '../in-order.js'
import { resolvedOf } from '../lineage.js'
import { prepare } from '../prepare.js'
import { type ActionPlan, runAction } from '../run-action.js'
import { slicePartitioner } from '../slice-stage.js'

/** The values of one key: of its own partition alone, where the dataset says which that is. */
export async function lookup<V>(origin: Origin, key: unknown): Promise<V[]> {
  const { context, lineage } = origin
  context.assertActive()
  const site = callSite('lookup')
  await prepare(lineage, context)
  const { partitioner } = resolvedOf(lineage)
  const captures = new Captures()
  const partitions =
    partitioner === undefined
      ? undefined
      : [targetFunction(slicePartitioner(partitioner, captures), captures.values)(key)]
  return runAction(
    origin,
    {
      name: 'lookup',
      action: { kind: 'lookup', key },
      results: () => inOrder((all) => all.flat() as V[]),
    },
    { site, partitions },
  )
}

/** The values of each key merged, on the driver at last: no shuffle. */
export const reduceByKeyLocally = <K, V>(fn: (a: V, b: V) => V): ActionPlan<Map<K, V>> => ({
  name: 'reduceByKeyLocally',
  action: { kind: 'reduceByKeyLocally', closure: rowClosure('reduceByKeyLocally', fn) },
  results: () => {
    const merged = new KeyMap<K, { value: V }>()
    return {
      add(_index, rows) {
        for (const [key, value] of rows as [K, V][]) {
          const box = merged.get(key)
          if (box === undefined) merged.set(key, { value })
          else box.value = fn(box.value, value)
        }
      },
      value: () => new Map([...merged].map(([key, { value }]) => [key, value])),
    }
  },
})
