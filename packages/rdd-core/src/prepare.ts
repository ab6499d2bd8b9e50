import type { Lineage, Resolved } from './lineage.js'
import type { RddContext } from './rdd-context.js'
import { resolveNode } from './resolve/resolve-node.js'

/** Datasets whose late facts are being found right now, for actions that run at the same time. */
const underWay = new WeakMap<Lineage, Promise<void>>()

/**
 * Finds the late facts of `rdd` and everything behind it: files and their splits, default sizes,
 * partitioners, sampled bounds (which runs a job), first indexes. Once per dataset; what failed is tried again.
 */
export async function prepare(rdd: Lineage, context: RddContext): Promise<void> {
  for (const node of unresolved(rdd)) {
    if (node.resolved !== undefined) continue
    let resolving = underWay.get(node)
    if (resolving === undefined) {
      const found = (resolved: Resolved) => {
        node.resolved = resolved
      }
      resolving = Promise.resolve(resolveNode(node, context))
        .then(found)
        .finally(() => underWay.delete(node))
      underWay.set(node, resolving)
    }
    await resolving
  }
}

/** The datasets behind `rdd` that were never prepared, parents before children; no recursion. */
function unresolved(rdd: Lineage): readonly Lineage[] {
  const order: Lineage[] = []
  const seen = new Set<Lineage>()
  const stack: { readonly node: Lineage; entered: boolean }[] = [{ node: rdd, entered: false }]
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    if (top.entered || seen.has(top.node) || top.node.resolved !== undefined) {
      stack.pop()
      if (top.entered) order.push(top.node)
      continue
    }
    top.entered = true
    seen.add(top.node)
    for (const parent of top.node.parents) stack.push({ node: parent, entered: false })
  }
  return order
}
