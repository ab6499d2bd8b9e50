import * as actions from '../actions/all.js'
import { checkPair } from '../compile/support/check-pair.js'
import * as operators from '../operators/all.js'
import { runAction } from '../run-action.js'
import { RecordActions } from './record-actions.js'

/** A key and a value. */
export type Pair<K, V> = readonly [K, V]

/** Actions over pairs of keys and values. */
export abstract class PairActions<T> extends RecordActions<T> {
  async countByKey<K, V>(this: PairActions<Pair<K, V>>): Promise<Map<K, number>> {
    const counted = operators.combineByKey(this, 'countByKey', { kind: 'count' }, undefined)
    const origin = { context: this.context, lineage: counted }
    return new Map(await runAction(origin, actions.collect<[K, number]>('countByKey')))
  }

  /** Of several values of one key the last one. */
  async collectAsMap<K, V>(this: PairActions<Pair<K, V>>): Promise<Map<K, V>> {
    const pairs = await runAction(this, actions.collect<Pair<K, V>>('collectAsMap'))
    const { lineage } = this
    for (const pair of pairs) checkPair(pair, lineage.callSite.short)
    return new Map(pairs)
  }

  /** All values of a key; computes one partition when the dataset is partitioned by key. */
  lookup<K, V>(this: PairActions<Pair<K, V>>, key: K): Promise<V[]> {
    return actions.lookup<V>(this, key)
  }

  /** As `reduceByKey`, straight into a Map of the driver's: no shuffle. */
  reduceByKeyLocally<K, V>(
    this: PairActions<Pair<K, V>>,
    fn: (a: V, b: V) => V,
  ): Promise<Map<K, V>> {
    return runAction(this, actions.reduceByKeyLocally<K, V>(fn))
  }
}
