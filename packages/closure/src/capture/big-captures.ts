import type { ClosureHandle } from '../analyze/closure-handle.js'
import type { CaptureContext } from './context.js'
import type { GraphWriter, Step } from './graph-writer.js'
import { placeOf } from './place.js'

/** Objects and bytes that one variable may bring along without a word. */
export const MANY_OBJECTS = 10_000
export const MANY_BYTES = 1 << 20

/** Warns of every captured variable that makes each task carry much. */
export function warnOfBigCaptures(
  { writer, warn, inspect }: CaptureContext,
  handles: readonly ClosureHandle<Function>[],
): void {
  for (const { root, variable, objects, bytes } of bigOnes(writer)) {
    const handle = root.kind === 'closure' ? handles[root.name as number] : undefined
    if (handle === undefined) continue
    const place = placeOf(handle.fn, inspect()) ?? handle.site
    const much = [
      ...(objects > MANY_OBJECTS ? [`${objects.toLocaleString('en')} objects`] : []),
      ...(bytes > MANY_BYTES ? [`${(bytes / MANY_BYTES).toFixed(1)} MiB`] : []),
    ].join(', ')
    warn({
      code: 'CLOSURE_CAPTURE_BIG',
      variable,
      message:
        `the closure given to ${handle.operator} at ${place.file}:${place.line} captures '${variable}' (${much}), ` +
        'which travels with every task: use sc.broadcast(…) and read its value in the closure',
    })
  }
}

interface Size {
  objects: number
  bytes: number
}

interface Big extends Size {
  readonly root: Step
  readonly variable: string
}

function bigOnes(writer: GraphWriter): Big[] {
  const found: Big[] = []
  for (const [owner, size] of sizesByOwner(writer)) {
    const [root, step] = writer.pathTo(owner)
    const isBig = size.objects > MANY_OBJECTS || size.bytes > MANY_BYTES
    if (isBig && root && step) found.push({ ...size, root, variable: String(step.name) })
  }
  return [...found, ...longTexts(writer)]
}

/** Strings are no nodes: those that a closure captures itself are among its bindings. */
function longTexts(writer: GraphWriter): Big[] {
  return writer.nodes.flatMap((node, at) => {
    if (node[0] !== 'function') return []
    const [root, ...rest] = writer.pathTo(at)
    if (root === undefined || rest.length > 0) return []
    const { names } = writer.sourceAt(node[1])
    return node[2].flatMap((ref, binding) =>
      typeof ref === 'string' && ref.length > MANY_BYTES
        ? [{ root, variable: names[binding] as string, objects: 0, bytes: ref.length }]
        : [],
    )
  })
}

function sizesByOwner(writer: GraphWriter): Map<number, Size> {
  const sizes = new Map<number, Size>()
  const owners = writer.owners()
  writer.nodes.forEach((node, at) => {
    const owner = owners[at] as number
    if (owner < 0) return
    let size = sizes.get(owner)
    if (size === undefined) sizes.set(owner, (size = { objects: 0, bytes: 0 }))
    size.objects++
    size.bytes += node[0] === 'buffer' ? (writer.blobs[node[1]]?.byteLength ?? 0) : weightOf(node)
  })
  return sizes
}

/** About as many bytes as a node takes on the wire. */
function weightOf(value: unknown): number {
  if (typeof value === 'string') return value.length
  if (!Array.isArray(value)) return 4
  let weight = 0
  for (const each of value) weight += weightOf(each)
  return weight
}
