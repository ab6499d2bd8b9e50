import { SparkError } from '@firesteel/errors'
import type { MasterFailure } from './failure.js'

/** The URL of a Master, or of several, cannot be read. */
export class MasterUrlError extends SparkError {
  constructor(text: string, cause?: unknown) {
    super(
      'MASTER_URL_INVALID',
      `Invalid master URL: '${text}' (expected spark://host:port or spark://host1:port1,host2:port2)`,
      { details: { url: text }, cause },
    )
  }
}

/** No Master took us; says for each of them why. */
export class MasterUnreachableError extends SparkError {
  constructor(failures: readonly MasterFailure[], attempts: number) {
    const list = failures.map(({ url, message }) => `${url}: ${message}`).join('; ')
    const tries = attempts === 1 ? '1 attempt' : `${attempts} attempts`
    super('MASTER_UNREACHABLE', `Giving up after ${tries}: ${list}`, {
      details: { failures, attempts },
    })
  }
}
