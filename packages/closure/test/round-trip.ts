import {
  type CaptureOptions,
  type ClosureWarning,
  type NotSerializableError,
  analyzeClosure,
  captureGraph,
  encodeGraph,
} from '../src/index.js'
import {
  type RebuildEnvironment,
  type RebuiltGraph,
  createRebuildEnvironment,
  rebuildGraph,
} from '../src/rebuild.js'

type AnyFunction = (...args: never[]) => unknown

/** Captures closures as one stage would, and gives the bytes. */
export function bytesOf(fns: readonly AnyFunction[], options: CaptureOptions = {}): Uint8Array {
  const handles = fns.map((fn) => analyzeClosure(fn, { operator: 'map', warn: () => {} }))
  return encodeGraph(captureGraph(handles, { warn: () => {}, ...options }))
}

/** Captures closures and rebuilds them in this thread. */
export async function rebuilt(
  fns: readonly AnyFunction[],
  options: CaptureOptions = {},
  environment: RebuildEnvironment = createRebuildEnvironment(),
): Promise<RebuiltGraph> {
  return rebuildGraph(bytesOf(fns, options), environment)
}

/** Captures one closure, rebuilds it and calls it. */
export async function sent<A extends unknown[], R>(fn: (...args: A) => R, ...args: A): Promise<R> {
  const { functions } = await rebuilt([fn])
  return (functions[0] as (...args: A) => R)(...args)
}

/** The refusal of a closure. */
export function refusalOf(fn: AnyFunction, options: CaptureOptions = {}): NotSerializableError {
  try {
    bytesOf([fn], options)
  } catch (error) {
    return error as NotSerializableError
  }
  throw new Error('it was not refused')
}

/** What was warned of while a closure was captured. */
export function warningsOf(fn: AnyFunction): ClosureWarning[] {
  const warnings: ClosureWarning[] = []
  const warn = (warning: ClosureWarning): void => void warnings.push(warning)
  captureGraph([analyzeClosure(fn, { operator: 'map', warn })], { warn })
  return warnings
}
