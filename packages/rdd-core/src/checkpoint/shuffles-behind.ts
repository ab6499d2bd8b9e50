import type { Lineage } from '../lineage.js'
import { isPersisted } from '@firesteel/storage-level'

/** The shuffles that `rdd` is computed from, as far as they are known; not those behind a persisted dataset. */
export function shufflesBehind(rdd: Lineage): number[] {
  const found = new Set<number>()
  const seen = new Set<Lineage>()
  const stack = [rdd]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (seen.has(node)) continue
    seen.add(node)
    for (const dependency of node.resolved?.dependencies ?? []) {
      if (dependency.kind === 'shuffle') found.add(dependency.shuffleId)
      if (!isPersisted(dependency.parent.storageLevel)) stack.push(dependency.parent)
    }
  }
  return [...found]
}
