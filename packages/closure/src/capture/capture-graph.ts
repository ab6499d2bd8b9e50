import { applicationUrl } from '../application-modules.js'
import { shortened, type ClosureHandle } from '../analyze/closure-handle.js'
import type { ClassRegistry } from '../class-registry.js'
import { NotSerializableError } from '../errors.js'
import type { CapturedGraph, GraphData } from '../graph.js'
import { Inspection } from '../inspect/inspection.js'
import { type ProvidedModules, learnReferences } from '../resolve/known.js'
import { type ClosureWarning, emitWarning } from '../warnings.js'
import { captureValue } from './capture-value.js'
import type { CaptureContext } from './context.js'
import { GraphWriter, type Step } from './graph-writer.js'
import { Refusal, stepText } from './refusal.js'
import { warnOfBigCaptures } from './big-captures.js'
import { placeOf } from './place.js'
import { groupSharing } from './shared-variables.js'
import { warnOfUndefined } from './warn-of-undefined.js'

/** What a capture is told beside the closures. */
export interface CaptureOptions {
  /** Names the classes that travel; without one no class has a name, and `instanceof` holds within the graph only. */
  readonly classes?: ClassRegistry | undefined
  /** Classes that must be among the graph though no closure names them: those of instances in rows. */
  readonly extraClasses?: readonly Function[] | undefined
  /** Further roots, captured with the same sharing. */
  readonly values?: readonly unknown[] | undefined
  /** Modules that the executors have under these names, as the driver has them. */
  readonly provided?: ProvidedModules | undefined
  /** What hears of doubtful captures; `process.emitWarning` unless said. */
  readonly warn?: ((warning: ClosureWarning) => void) | undefined
}

/**
 * Everything that these closures need, as one graph: what two of them share stays shared. The
 * values are those of now. Raises {@link NotSerializableError} for what cannot travel.
 */
export function captureGraph(
  handles: readonly ClosureHandle<Function>[],
  options: CaptureOptions = {},
): CapturedGraph {
  const { classes, values = [], extraClasses = [], provided = {}, warn = emitWarning } = options
  learnReferences(provided)
  const writer = new GraphWriter()
  const inspection = new LateInspection()
  const context: CaptureContext = {
    writer,
    classes,
    warn,
    uses: [],
    inspect: () => inspection.get(),
  }
  try {
    const root = (kind: Step['kind']) => (value: unknown, at: number) =>
      writer.ref(value, -1, { kind, name: at })
    const functions = handles.map(({ fn }, at) => root('closure')(fn, at))
    const roots = { functions, values: values.map(root('value')) }
    extraClasses.map(root('class'))
    drain(context, handles)
    warnOfUndefined(context)
    groupSharing(context)
    warnOfBigCaptures(context, handles)
    return { data: writer.data({ ...roots, ...applicationOf(writer) }), blobs: writer.blobs }
  } finally {
    inspection.close()
  }
}

const namedModules = new Set<string>()

/** The bundle, and all of its modules that this driver's closures have named so far. */
function applicationOf({ nodes }: GraphWriter): Pick<GraphData, 'application' | 'modules'> {
  const application = applicationUrl()
  if (application === undefined) return {}
  for (const node of nodes) {
    if (node[0] === 'module' && node[1].kind === 'application') namedModules.add(node[1].id)
  }
  return namedModules.size === 0 ? {} : { application, modules: [...namedModules] }
}

function drain(context: CaptureContext, handles: readonly ClosureHandle<Function>[]): void {
  const { queue } = context.writer
  for (let at = 0; at < queue.length; at++) {
    const pending = queue[at] as (typeof queue)[number]
    try {
      captureValue(context, pending)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      throw notSerializable(error, pending.index, context, handles)
    }
  }
  for (const [index, properties] of context.writer.partial) {
    const keys = [...properties.keys()]
    context.writer.nodes[index] = [
      'object',
      context.writer.shape(null, keys),
      ...properties.values(),
    ]
  }
}

function notSerializable(
  refusal: Refusal,
  index: number,
  context: CaptureContext,
  handles: readonly ClosureHandle<Function>[],
): NotSerializableError {
  const [first, ...rest] = context.writer.pathTo(index)
  const steps = refusal.step === undefined ? rest : [...rest, refusal.step]
  const { message: problem, hint } = refusal
  const handle = first?.kind === 'closure' ? handles[first.name as number] : undefined
  if (handle === undefined) {
    const path = (first === undefined ? steps : [first, ...steps]).map(stepText)
    return new NotSerializableError({ problem, hint, path })
  }
  return new NotSerializableError({
    problem,
    hint,
    closure: shortened(handle.source, handle.fn.name),
    position: placeOf(handle.fn, context.inspect()) ?? handle.site,
    operator: handle.operator,
    path: steps.map(stepText),
  })
}

/** Connects when the first function is met. */
class LateInspection {
  #inspection: Inspection | undefined
  #asked = false

  get(): Inspection | undefined {
    if (!this.#asked) this.#inspection = Inspection.open()
    this.#asked = true
    return this.#inspection
  }

  close(): void {
    this.#inspection?.close()
  }
}
