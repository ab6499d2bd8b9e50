import {
  AccumulatorV2,
  CollectionAccumulator,
  DoubleAccumulator,
  LongAccumulator,
} from '@firesteel/accumulator'
import { Broadcast } from '@firesteel/broadcast'
import { closure, deny, lazy, ship } from '@firesteel/closure'
import { SparkConf } from '@firesteel/conf'
import { SparkError, hasCode, isSparkError } from '@firesteel/errors'
import { BarrierTaskContext, SparkFiles, TaskContext } from '@firesteel/rdd-core/runtime'
import { StorageLevel } from '@firesteel/storage-level'
import { DriverOnlyError } from '../errors.js'

/** What bundles made by `firesteel submit` look up instead of importing `firesteel`. */
const INSTALLATION = Symbol.for('firesteel.installation')

/** Stands where the driver's classes would: a task may name them, not use them. */
const driverOnly = (name: string): (new () => never) =>
  class {
    constructor() {
      throw new DriverOnlyError(name)
    }
  } as new () => never

/**
 * Gives the application's modules, when a closure names one, what they import from `firesteel`: the
 * copies of this executor, and refusals in place of what only a driver has.
 */
export function provideInstallation(): void {
  const firesteel = {
    AccumulatorV2,
    Broadcast,
    BarrierTaskContext,
    CollectionAccumulator,
    DoubleAccumulator,
    LongAccumulator,
    SparkConf,
    SparkContext: driverOnly('SparkContext'),
    Rdd: driverOnly('Rdd'),
    SparkError,
    StorageLevel,
    SparkFiles,
    TaskContext,
    closure,
    deny,
    hasCode,
    isSparkError,
    lazy,
    ship,
  }
  ;(globalThis as Record<symbol, unknown>)[INSTALLATION] = { firesteel }
}
