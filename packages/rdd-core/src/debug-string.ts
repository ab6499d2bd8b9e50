import { describeStorageLevel, isPersisted } from '@firesteel/storage-level'
import type { Lineage } from './lineage.js'
import { describeLineage, resolvedOf } from './lineage.js'

/** The tree of a prepared lineage as text: what is computed together is below one another, every shuffle begins a new branch. */
export function debugString(rdd: Lineage): string {
  const lines: string[] = []
  const stack = [{ node: rdd, mark: size(rdd), indent: '' }]
  for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
    const { node, mark, indent } = entry
    lines.push(`${mark} ${describeLineage(node)} ${levelOf(node)}`)
    for (const { kind, parent } of [...resolvedOf(node).dependencies].reverse()) {
      stack.push(
        kind === 'shuffle'
          ? { node: parent, mark: `${indent} +-${size(parent)}`, indent: `${indent}    ` }
          : { node: parent, mark: `${indent} | `, indent },
      )
    }
  }
  return lines.join('\n')
}

const size = (node: Lineage): string => `(${resolvedOf(node).numPartitions})`

const levelOf = (node: Lineage): string =>
  isPersisted(node.storageLevel) ? `[${describeStorageLevel(node.storageLevel)}]` : '[]'
