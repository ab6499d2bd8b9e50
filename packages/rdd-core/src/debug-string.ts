import { describeTextPlan } from '@firesteel/kernel'
import { describeStorageLevel, isPersisted } from '@firesteel/storage-level'
import { planKernel } from './kernel/plan-kernel.js'
import type { Dependency, Lineage, ShuffleDependency } from './lineage.js'
import type { RddStorageInfo } from './rdd-context.js'
import { describeLineage, resolvedOf } from './lineage.js'
import { shuffleOutput } from './stage.js'

interface Branch {
  readonly node: Lineage
  /** What stands before the dataset, and before the lines below it. */
  readonly mark: string
  readonly indent: string
  /** Of the first dataset of a stage: what runs it, when that is not a generated loop. */
  readonly runsIn?: string | undefined
}

/** Finds what is kept of a dataset. */
export type StorageOf = (rddId: number) => Promise<RddStorageInfo | undefined>

/**
 * The tree of a prepared lineage as text: what is computed together is below one another, every shuffle
 * begins a new branch. A stage that the kernel runs says so; all others are generated loops.
 */
export async function debugString(rdd: Lineage, storageOf: StorageOf): Promise<string> {
  const lines: string[] = []
  const top = size(rdd)
  const stack: Branch[] = [{ node: rdd, mark: `${top} `, indent: barBelow(top) }]
  for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
    const { node, mark, indent, runsIn } = entry
    lines.push(`${mark}${describeLineage(node)} ${levelOf(node)}`)
    const kept = isPersisted(node.storageLevel) ? await storageOf(node.id) : undefined
    if (kept !== undefined) lines.push(`${indent}    ${storageText(kept)}`)
    if (runsIn !== undefined) lines.push(`${indent}${runsIn}`)
    const children = resolvedOf(node).dependencies.map((dependency, index, all) =>
      branch(dependency, indent, index === all.length - 1),
    )
    stack.push(...children.reverse())
  }
  return lines.join('\n')
}

/** As Spark draws it: a bar is carried on past a branch that has others below it. */
function branch(dependency: Dependency, indent: string, isLast: boolean): Branch {
  const { kind, parent } = dependency
  if (kind === 'narrow') return { node: parent, mark: indent, indent }
  const before = indent.replace(/\|\s+$/, '')
  return {
    node: parent,
    mark: `${before}+-${size(parent)} `,
    indent: `${before}${isLast ? '  ' : '| '}${barBelow(size(parent))}`,
    runsIn: kernelLine(dependency),
  }
}

/** A bar under the middle of a number of partitions, and as much room as that takes. */
function barBelow(mark: string): string {
  const left = Math.floor((mark.length - 1) / 2)
  return `${' '.repeat(left)}|${' '.repeat(mark.length - left)}`
}

function kernelLine(shuffle: ShuffleDependency): string | undefined {
  const plan = planKernel({ rdd: shuffle.parent, output: shuffleOutput(shuffle) })
  return plan === undefined ? undefined : `runs in the kernel: ${describeTextPlan(plan.text)}`
}

const size = (node: Lineage): string => `(${resolvedOf(node).numPartitions})`

const levelOf = (node: Lineage): string =>
  isPersisted(node.storageLevel) ? `[${describeStorageLevel(node.storageLevel)}]` : '[]'

const storageText = ({ numCachedPartitions, memoryBytes, diskBytes }: RddStorageInfo): string =>
  `CachedPartitions: ${numCachedPartitions}; MemorySize: ${bytesText(memoryBytes)}; DiskSize: ${bytesText(diskBytes)}`

/** As Spark's `Utils.bytesToString`: `1536.0 B`, `2.0 KiB`: the next unit from twice its size on. */
function bytesText(bytes: number): string {
  let size = bytes
  for (const unit of ['B', 'KiB', 'MiB', 'GiB']) {
    if (size < 2 * 1024) return `${size.toFixed(1)} ${unit}`
    size /= 1024
  }
  return `${size.toFixed(1)} TiB`
}
