import { describeTextPlan } from '@firesteel/kernel'
import { describeStorageLevel, isPersisted } from '@firesteel/storage-level'
import { planKernel } from './kernel/plan-kernel.js'
import type { Lineage, ShuffleDependency } from './lineage.js'
import { describeLineage, resolvedOf } from './lineage.js'
import { shuffleOutput } from './stage.js'

interface Branch {
  readonly node: Lineage
  readonly mark: string
  readonly indent: string
  /** Of the first dataset of a stage: what runs it, when that is not a generated loop. */
  readonly runsIn?: string | undefined
}

/**
 * The tree of a prepared lineage as text: what is computed together is below one another, every shuffle
 * begins a new branch. A stage that the kernel runs says so; all others are generated loops.
 */
export function debugString(rdd: Lineage): string {
  const lines: string[] = []
  const stack: Branch[] = [{ node: rdd, mark: size(rdd), indent: '' }]
  for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
    const { node, mark, indent, runsIn } = entry
    lines.push(`${mark} ${describeLineage(node)} ${levelOf(node)}`)
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
