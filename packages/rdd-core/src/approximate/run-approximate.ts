import { callSite } from '../call-site.js'
import type { Action } from '../action.js'
import type { Origin } from '../grow.js'
import { numPartitionsOf } from '../lineage.js'
import { prepare } from '../prepare.js'
import { allIndexes } from '../run-action.js'
import { PartialResult } from './partial-result.js'
import type { Seen } from './bounded-double.js'

/** An answer that grows as partitions come in. */
export interface ApproximatePlan<R> {
  readonly name: string
  readonly action: Action
  readonly confidence: number
  /** Takes in what one partition answered. */
  merge(rows: readonly unknown[]): void
  /** What is known by now. */
  current(seen: Seen): R
}

/** Runs a plan and resolves when it is over or `timeoutMs` are, with what is known then. */
export async function runApproximate<R>(
  origin: Origin,
  plan: ApproximatePlan<R>,
  timeoutMs: number,
): Promise<PartialResult<R>> {
  const { context, lineage } = origin
  context.assertActive()
  checkArguments(plan.name, timeoutMs, plan.confidence)
  const site = callSite(plan.name)
  await prepare(lineage, context)
  const total = numPartitionsOf(lineage)
  let merged = 0
  const known = (): R => plan.current({ merged, total, confidence: plan.confidence })
  const job = context.runJob<R>({
    rdd: lineage,
    action: plan.action,
    partitions: allIndexes(total),
    results: {
      add: (_index, rows) => {
        merged += 1
        plan.merge(rows)
      },
      value: known,
    },
    callSite: site,
  })
  const timeIsOver = timer(origin, timeoutMs)
  try {
    const first = await Promise.race([job.then((value) => ({ value })), timeIsOver.over])
    return new PartialResult(first === undefined ? known() : first.value, job, first !== undefined)
  } finally {
    timeIsOver.cancel()
  }
}

function timer({ context }: Origin, delayMs: number) {
  let cancel = (): void => {}
  const over = new Promise<undefined>((resolve) => {
    cancel = context.after(delayMs, () => resolve(undefined))
  })
  return { over, cancel: () => cancel() }
}

function checkArguments(name: string, timeoutMs: number, confidence: number): void {
  if (!(timeoutMs >= 0)) throw new TypeError(`${name} needs a time ≥ 0 in ms, got ${timeoutMs}`)
  if (!(confidence >= 0 && confidence <= 1)) {
    throw new TypeError(`${name} needs a confidence from 0 to 1, got ${confidence}`)
  }
}
