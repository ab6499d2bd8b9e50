import type { ClosureHandle } from '../analyze/closure-handle.js'
import type { CaptureContext } from './context.js'
import { placeOf } from './place.js'

/** Objects and bytes that one variable may bring along without a word. */
export const MANY_OBJECTS = 10_000
export const MANY_BYTES = 1 << 20

/** Warns of every captured variable that makes each task carry much. */
export function warnOfBigCaptures(
  { writer, warn, inspect }: CaptureContext,
  handles: readonly ClosureHandle<Function>[],
): void {
  const sizes = sizesByOwner(writer)
  for (const [owner, { objects, bytes }] of sizes) {
    if (objects <= MANY_OBJECTS && bytes <= MANY_BYTES) continue
    const [root, step] = writer.pathTo(owner)
    const handle = root?.kind === 'closure' ? handles[root.name as number] : undefined
    if (handle === undefined || step === undefined) continue
    const place = placeOf(handle.fn, inspect()) ?? handle.site
    const much = [
      ...(objects > MANY_OBJECTS ? [`${objects.toLocaleString('en')} objects`] : []),
      ...(bytes > MANY_BYTES ? [`${(bytes / MANY_BYTES).toFixed(1)} MiB`] : []),
    ].join(', ')
    warn({
      code: 'CLOSURE_CAPTURE_BIG',
      variable: String(step.name),
      message:
        `the closure given to ${handle.operator} at ${place.file}:${place.line} captures '${String(step.name)}' (${much}), ` +
        'which travels with every task: use sc.broadcast(…) and read its value in the closure',
    })
  }
}

interface Size {
  objects: number
  bytes: number
}

function sizesByOwner(writer: CaptureContext['writer']): Map<number, Size> {
  const sizes = new Map<number, Size>()
  const owners = writer.owners()
  writer.nodes.forEach((node, at) => {
    const owner = owners[at] as number
    if (owner < 0) return
    let size = sizes.get(owner)
    if (size === undefined) sizes.set(owner, (size = { objects: 0, bytes: 0 }))
    size.objects++
    if (node[0] === 'buffer') size.bytes += writer.blobs[node[1]]?.byteLength ?? 0
    else for (const each of node) size.bytes += typeof each === 'string' ? each.length : 4
  })
  return sizes
}
