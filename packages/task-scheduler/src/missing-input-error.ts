import { SparkError } from '@firesteel/errors'

/** Which map output a task cannot do without. */
export interface MissingInput {
  readonly shuffleId: number
  readonly reduceId: number
  readonly message: string
}

/**
 * Thrown by `Task.bytes` when a map output that the task reads is gone: the attempt ends with
 * FetchFailed before it begins, and the layer above has the output made again.
 */
export class MissingInputError extends SparkError {
  readonly input: MissingInput

  constructor(input: MissingInput) {
    super('TASK_INPUT_MISSING', input.message, { retryable: true, details: { ...input } })
    this.input = input
  }
}
