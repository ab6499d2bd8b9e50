import { describeTextPlan } from '@firesteel/kernel'
import { describeStorageLevel, isPersisted } from '@firesteel/storage-level'
import { planKernel } from './kernel/plan-kernel.js'
import type { Lineage, ShuffleDependency } from './lineage.js'
import type { RddStorageInfo } from './rdd-context.js'
import { describeLineage, resolvedOf } from './lineage.js'
import { shuffleOutput } from './stage.js'

interface Branch {
  readonly node: Lineage
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
  const stack: Branch[] = [{ node: rdd, mark: size(rdd), indent: '' }]
  for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
    const { node, mark, indent, runsIn } = entry
    lines.push(`${mark} ${describeLineage(node)} ${levelOf(node)}`)
    const kept = isPersisted(node.storageLevel) ? await storageOf(node.id) : undefined
    if (kept !== undefined) lines.push(`${indent} |      ${storageText(kept)}`)
    if (runsIn !== undefined) lines.push(`${indent} |  ${runsIn}`)
    for (const dependency of [...resolvedOf(node).dependencies].reverse()) {
      const { kind, parent } = dependency
      stack.push(
        kind === 'shuffle'
          ? {
              node: parent,
              mark: `${indent} +-${size(parent)}`,
              indent: `${indent}    `,
              runsIn: kernelLine(dependency),
            }
          : { node: parent, mark: `${indent} | `, indent },
      )
    }
  }
  return lines.join('\n')
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
