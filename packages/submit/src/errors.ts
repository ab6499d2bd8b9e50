import { SparkError } from '@firesteel/errors'

/** What was asked for on the command line cannot be done as it stands; one line says why. */
export class SubmissionError extends SparkError {
  constructor(message: string, cause?: unknown) {
    super('SUBMIT_INVALID', message, { cause })
  }
}

/** The application cannot be bundled: it does not parse, or something that it imports is not there. */
export class BundleError extends SparkError {
  constructor(application: string, reasons: readonly string[]) {
    super('SUBMIT_BUNDLE', `cannot bundle ${application}:\n${reasons.join('\n')}`, {
      details: { application, reasons },
    })
  }
}
