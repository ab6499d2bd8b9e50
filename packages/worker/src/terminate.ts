import { type Clock, withDeadline } from '@firesteel/clock'
import type { LaunchedProcess, ProcessExit } from './process-launcher.js'

/**
 * Ends a process: SIGTERM, after `politeMs` SIGKILL. Resolves with its end, or with undefined when it
 * is still there after as long again and will likely be orphaned.
 */
export async function terminate(
  child: LaunchedProcess,
  clock: Clock,
  politeMs: number,
): Promise<ProcessExit | undefined> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    child.kill(signal)
    const end = await endedWithin(child, clock, politeMs)
    if (end !== undefined) return end
  }
  return undefined
}

const endedWithin = (
  child: LaunchedProcess,
  clock: Clock,
  withinMs: number,
): Promise<ProcessExit | undefined> =>
  withDeadline(clock, withinMs, `the end of process ${child.pid}`, child.exit).catch(
    () => undefined,
  )
