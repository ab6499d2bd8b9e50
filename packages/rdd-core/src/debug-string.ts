import type { Lineage } from './lineage.js'
import { describeLineage, resolvedOf } from './lineage.js'
import { isPersisted } from './storage-level.js'

/** The tree of a prepared lineage as text: every shuffle begins a new branch. */
export function debugString(rdd: Lineage): string {
  const lines: string[] = []
  type Entry = { node: Lineage; prefix: string; head: string }
  const stack: Entry[] = [{ node: rdd, prefix: '', head: size(rdd) }]
  for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
    const { node, prefix, head } = entry
    lines.push(`${prefix}${head} ${describeLineage(node)} ${levelOf(node)}`)
    const { dependencies } = resolvedOf(node)
    const below = `${prefix}${' '.repeat(head.startsWith('+-') ? head.length - 1 : Math.max(0, head.length - 1))}`
    for (const dependency of [...dependencies].reverse()) {
      const { parent } = dependency
      stack.push(
        dependency.kind === 'shuffle'
          ? { node: parent, prefix: below, head: `+-${size(parent)}` }
          : { node: parent, prefix: head === '|' ? prefix : below, head: '|' },
      )
    }
  }
  return lines.join('\n')
}

const size = (node: Lineage): string => `(${resolvedOf(node).numPartitions})`

const levelOf = (node: Lineage): string =>
  isPersisted(node.storageLevel) ? '[Memory Deserialized 1x Replicated]' : '[]'
