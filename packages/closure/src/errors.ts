import { SparkError } from '@firesteel/errors'

/** Where in the user's program something is, for people: positions count from 1. */
export interface SourcePosition {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** What a {@link NotSerializableError} knows beside its message. */
export interface NotSerializableDetails {
  /** What is wrong, in words: `it captures a live node:net Socket object`. */
  readonly problem: string
  /** The closure's source, shortened. */
  readonly closure?: string | undefined
  readonly position?: SourcePosition | undefined
  readonly operator?: string | undefined
  /** From the closure to the culprit: `variable conn`, `property socket`, … */
  readonly path?: readonly string[] | undefined
  readonly hint?: string | undefined
}

/**
 * A closure or a value cannot travel to the executors. Raised on the driver, before anything runs;
 * the message names the closure, its line, the way to the culprit and what to do instead.
 *
 * @see org.apache.spark.SparkException "Task not serializable"
 */
export class NotSerializableError extends SparkError {
  constructor(details: NotSerializableDetails) {
    super('NOT_SERIALIZABLE', messageOf(details), { details: { ...details } })
  }
}

function messageOf({ problem, closure, position, path, hint }: NotSerializableDetails): string {
  const where = position && ` defined at ${position.file}:${position.line}:${position.column}`
  return [
    `Task not serializable: ${problem}`,
    ...(closure === undefined ? [] : [`  closure "${closure}"${where ?? ''}`]),
    ...(path === undefined || path.length === 0
      ? []
      : [`    ${path.map((step) => `└ ${step}`).join(' ')}`]),
    ...(hint === undefined ? [] : [`  hint: ${hint}`]),
  ].join('\n')
}

/** A module that a closure names could not be loaded where the task runs. */
export class ModuleUnreachableError extends SparkError {
  constructor(module: string, tried: readonly string[], cause: unknown) {
    super(
      'CLOSURE_MODULE_UNREACHABLE',
      `a closure uses the module '${module}', which this executor cannot load (tried ${tried.join(', ')}): ` +
        'submit the application with `firesteel submit`, which bundles it, or install the package where the executors run',
      { cause, details: { module, tried } },
    )
  }
}

/** A shipped object names a reviver that the task slot does not have. */
export class UnknownReviverError extends SparkError {
  constructor(reviver: string, known: object) {
    const names = Object.keys(known).join(', ') || 'none'
    super(
      'CLOSURE_REVIVER',
      `a shipped object is to be made by the reviver '${reviver}', and this slot has ${names}`,
      { details: { reviver } },
    )
  }
}

/** Bytes that are no captured graph, or one of another format version. */
export class GraphFormatError extends SparkError {
  constructor(found: string) {
    super('CLOSURE_FORMAT', `these bytes are no captured graph that this version reads: ${found}`)
  }
}
