import { SparkError } from '@firesteel/errors'

/** A daemon of a local cluster did not become ready. */
export class LocalClusterError extends SparkError {
  constructor(what: string, why: string, log: string) {
    super('LOCAL_CLUSTER_START', `${what} did not start: ${why}${log === '' ? '' : `\n${log}`}`, {
      details: { what, why },
    })
  }
}
