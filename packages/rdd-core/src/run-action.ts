import type { Action } from './action.js'
import { callSite } from './call-site.js'
import type { Origin } from './grow.js'
import type { CallSite } from './lineage.js'
import { numPartitionsOf } from './lineage.js'
import { prepare } from './prepare.js'
import type { JobResults } from './rdd-context.js'

/** An action: what is done with each partition, and what is made of the answers. */
export interface ActionPlan<R> {
  /** As the user called it. */
  readonly name: string
  readonly action: Action
  /** Called once per run; `site` is where the user asked for it. */
  results(site: CallSite): JobResults<R>
}

/** How whoever runs an action follows it. */
export interface JobControl {
  /** Where the user asked for it; found from the stack unless given. */
  readonly site?: CallSite | undefined
  /** The partitions to look at; all of them unless given. */
  readonly partitions?: readonly number[] | undefined
  readonly signal?: AbortSignal | undefined
  readonly onJobId?: ((jobId: number) => void) | undefined
}

/** Every index from 0 to `count`. */
export const allIndexes = (count: number): number[] =>
  Array.from({ length: count }, (_, index) => index)

/** Runs a plan over every partition, or over those that `control` names. */
export async function runAction<R>(
  origin: Origin,
  plan: ActionPlan<R>,
  control: JobControl = {},
): Promise<R> {
  const { context, lineage } = origin
  context.assertActive()
  const { site = callSite(plan.name), partitions, signal, onJobId } = control
  await prepare(lineage, context)
  return context.runJob({
    rdd: lineage,
    action: plan.action,
    partitions: partitions ?? allIndexes(numPartitionsOf(lineage)),
    results: plan.results(site),
    callSite: site,
    signal,
    onJobId,
  })
}
