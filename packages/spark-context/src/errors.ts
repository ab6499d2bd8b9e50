import { SparkError } from '@firesteel/errors'

/** A master URL of no known form. */
export class InvalidMasterUrlError extends SparkError {
  constructor(url: string, forms: readonly string[], why?: string) {
    const reason = why === undefined ? '' : ` (${why})`
    super(
      'CONTEXT_MASTER_URL',
      `Could not parse Master URL: '${url}'${reason}; known forms are ${forms.join(', ')}`,
      { details: { url, forms } },
    )
  }
}

/** A setting without which no context can be made. */
export class MissingSettingError extends SparkError {
  constructor(what: string, setting: string, how: string) {
    super('CONTEXT_MISSING_SETTING', `${what} must be set: ${how} (${setting})`, {
      details: { setting },
    })
  }
}

/** A process has one running context at most. */
export class ContextExistsError extends SparkError {
  constructor(createdAt: string) {
    super(
      'CONTEXT_EXISTS',
      `Only one SparkContext may be running in a process: stop the one that was created at ${createdAt} first, or use SparkContext.getOrCreate()`,
      { details: { createdAt } },
    )
  }
}

/** A context was made inside a task. */
export class ContextInTaskError extends SparkError {
  constructor() {
    super(
      'CONTEXT_IN_TASK',
      'A SparkContext can be created and used on the driver only, not inside a task',
    )
  }
}

/** A context was used after it was stopped. */
export class ContextStoppedError extends SparkError {
  constructor(createdAt: string, stoppedAt: string) {
    super(
      'CONTEXT_STOPPED',
      `This SparkContext was stopped at ${stoppedAt} and cannot be used any more; it was created at ${createdAt}`,
      { details: { createdAt, stoppedAt } },
    )
  }
}

/** The cluster refused the application, could not be reached or is gone. */
export class ClusterError extends SparkError {
  constructor(master: string, cause: Error) {
    super('CONTEXT_CLUSTER', `${master}: ${cause.message}`, { details: { master }, cause })
  }
}

/** A path cannot be given to tasks as a file. */
export class AddFileError extends SparkError {
  constructor(path: string, why: string) {
    super('CONTEXT_ADD_FILE', `Cannot add the file '${path}': ${why}`, { details: { path } })
  }
}

/** A listener that the settings name cannot be made. */
export class ExtraListenerError extends SparkError {
  constructor(module: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause)
    super('CONTEXT_EXTRA_LISTENER', `spark.extraListeners names ${module}, but: ${why}`, {
      details: { module },
      cause,
    })
  }
}
