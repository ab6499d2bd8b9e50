import { SparkError } from '@firesteel/errors'

/** A setting of the Worker has a value that cannot hold. */
export class WorkerSettingError extends SparkError {
  constructor(name: string, found: string, expected: string) {
    super('WORKER_SETTING', `${name} is '${found}', expected ${expected}`, {
      details: { name, found, expected },
    })
  }
}

/** A directory that the Worker needs cannot be made. */
export class WorkDirError extends SparkError {
  constructor(what: string, directory: string, cause: unknown) {
    super('WORKER_DIRECTORY', `cannot create ${what} ${directory}: ${String(cause)}`, {
      details: { directory },
      cause,
    })
  }
}

/** A message asks for a launch kind that nothing is installed for here. */
export class NoEntryPointError extends SparkError {
  constructor(kind: string, installed: readonly string[]) {
    super(
      'WORKER_NO_ENTRY_POINT',
      `this worker cannot start a ${kind}: it has entry points for ${installed.join(', ')} only. Run drivers in client mode, or install one on the worker`,
      { details: { kind, installed } },
    )
  }
}

/** A process could not be started. */
export class ProcessLaunchError extends SparkError {
  constructor(file: string, directory: string, cause: unknown) {
    super('WORKER_LAUNCH', `cannot start ${file} in ${directory}: ${String(cause)}`, {
      details: { file, directory },
      cause,
    })
  }
}

/** The Worker cannot go on; its process is to exit. */
export class WorkerGaveUpError extends SparkError {
  constructor(why: string, details: Readonly<Record<string, unknown>> = {}) {
    super('WORKER_GAVE_UP', why, { details })
  }
}

/** An application relies on shuffle services, and this worker has none: its executors are not launched here. */
export class NoShuffleServiceError extends SparkError {
  constructor() {
    super(
      'WORKER_NO_SHUFFLE_SERVICE',
      'the application has spark.shuffle.service.enabled set, and this worker runs no shuffle service: start every worker with spark.shuffle.service.enabled=true, or take the setting out of the application',
    )
  }
}
