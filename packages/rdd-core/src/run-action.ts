import type { Action } from './action.js'
import { callSite } from './call-site.js'
import type { Origin } from './grow.js'
import { numPartitionsOf } from './lineage.js'
import { prepare } from './prepare.js'
import type { JobResults } from './rdd-context.js'

/** An action: what is done with each partition, and what is made of the answers. */
export interface ActionPlan<R> {
  /** As the user called it. */
  readonly name: string
  readonly action: Action
  /** Called once per run. */
  results(): JobResults<R>
}

/** Runs a plan over every partition. */
export async function runAction<R>(origin: Origin, plan: ActionPlan<R>): Promise<R> {
  const { context, lineage } = origin
  context.assertActive()
  const site = callSite(plan.name)
  await prepare(lineage, context)
  return context.runJob({
    rdd: lineage,
    action: plan.action,
    partitions: Array.from({ length: numPartitionsOf(lineage) }, (_, index) => index),
    results: plan.results(),
    callSite: site,
  })
}
