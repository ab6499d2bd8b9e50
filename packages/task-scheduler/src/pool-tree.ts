import type { Logger } from '@firesteel/logging'
import {
  Pool,
  type PoolDefinition,
  type PoolInfo,
  type SchedulingMode,
  undefinedPool,
} from './pool.js'
import { fair } from './scheduling-order.js'
import type { TaskSetManager } from './task-set-manager.js'

/** The local property that names a job's pool. */
export const POOL_PROPERTY = 'spark.scheduler.pool'
/** The pool of jobs that name none. */
export const DEFAULT_POOL = 'default'

/**
 * All task sets that are not finished, in scheduling order: by job when the mode is FIFO; when it is FAIR,
 * in pools that share fairly, each with an order of its own inside.
 * @see org.apache.spark.scheduler.SchedulableBuilder
 */
export class PoolTree {
  readonly #pools = new Map<string, Pool>()
  readonly #mode: SchedulingMode
  readonly #logger: Logger
  readonly #sets = new Set<TaskSetManager>()

  constructor(
    mode: SchedulingMode,
    {
      pools = [],
      logger,
    }: { readonly pools?: readonly PoolDefinition[] | undefined; readonly logger: Logger },
  ) {
    this.#mode = mode
    this.#logger = logger
    // Under FIFO there is one pool, and it is FIFO, whatever a file says.
    const defined = mode === 'FIFO' ? [] : pools
    for (const definition of defined) this.#pools.set(definition.name, new Pool(definition))
    if (!this.#pools.has(DEFAULT_POOL)) {
      this.#pools.set(DEFAULT_POOL, new Pool(undefinedPool(DEFAULT_POOL)))
    }
  }

  get size(): number {
    return this.#sets.size
  }

  /** In no order; may be changed while it is walked. */
  all(): Iterable<TaskSetManager> {
    return this.#sets
  }

  add(manager: TaskSetManager): void {
    this.#sets.add(manager)
    this.#poolOf(manager).add(manager)
  }

  remove(manager: TaskSetManager): void {
    if (this.#sets.delete(manager)) this.#poolOf(manager).remove(manager)
  }

  ofStage(stageId: number): readonly TaskSetManager[] {
    const found: TaskSetManager[] = []
    for (const manager of this.#sets) if (manager.set.stageId === stageId) found.push(manager)
    return found
  }

  /** Every set, in the order in which they are offered slots at this moment. */
  sorted(): readonly TaskSetManager[] {
    const taken = [...this.#pools.values()].filter((pool) => !pool.isEmpty)
    if (taken.length === 1) return taken[0]?.sorted() ?? []
    return taken.sort(fair).flatMap((pool) => pool.sorted())
  }

  pools(): PoolInfo[] {
    return [...this.#pools.values()].map((pool) => pool.info)
  }

  pool(name: string): PoolInfo | undefined {
    return this.#pools.get(name)?.info
  }

  #poolOf({ set }: TaskSetManager): Pool {
    // Under FIFO there is one pool, whatever jobs say.
    const name =
      this.#mode === 'FIFO' ? DEFAULT_POOL : (set.properties[POOL_PROPERTY] ?? DEFAULT_POOL)
    const known = this.#pools.get(name)
    if (known !== undefined) return known
    this.#logger.warn(
      { pool: name },
      `a job asks for pool ${name}, which no allocation file defines: it shares fairly with weight 1 and no minimum share`,
    )
    const made = new Pool(undefinedPool(name))
    this.#pools.set(name, made)
    return made
  }
}
