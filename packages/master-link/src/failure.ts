import { errorFrom, isSparkError } from '@firesteel/errors'

/**
 * Why a Master did not take us: nobody listens there, the name is unknown, no answer at all, another
 * secret, another wire version, not a Master, it is in standby, it refused, it never answered the registration.
 */
export type MasterProblem =
  | 'REFUSED'
  | 'UNKNOWN_HOST'
  | 'UNREACHABLE'
  | 'WRONG_SECRET'
  | 'WRONG_VERSION'
  | 'NOT_A_MASTER'
  | 'STANDBY'
  | 'REJECTED'
  | 'NO_ANSWER'

/** What is wrong with one Master. */
export interface MasterFailure {
  readonly url: string
  readonly problem: MasterProblem
  readonly message: string
}

/** Problems that waiting does not mend. */
export const isFinal = (problem: MasterProblem): boolean =>
  problem === 'WRONG_SECRET' || problem === 'WRONG_VERSION'

const BY_CODE: Readonly<Record<string, MasterProblem>> = {
  RPC_AUTHENTICATION: 'WRONG_SECRET',
  RPC_VERSION_MISMATCH: 'WRONG_VERSION',
  RPC_CODEC_MISMATCH: 'WRONG_VERSION',
  RPC_ENDPOINT_NOT_FOUND: 'NOT_A_MASTER',
  ECONNREFUSED: 'REFUSED',
  ENOTFOUND: 'UNKNOWN_HOST',
  EAI_AGAIN: 'UNKNOWN_HOST',
}

const SENTENCES: Readonly<Record<MasterProblem, string>> = {
  REFUSED: 'connection refused, no Master listens there',
  UNKNOWN_HOST: 'the host name is not known here',
  UNREACHABLE: 'no connection',
  WRONG_SECRET: 'it has another secret; both sides need the same spark.authenticate.secret',
  WRONG_VERSION: 'it speaks another version',
  NOT_A_MASTER: 'a process listens there, but it is no Master',
  STANDBY: 'it is in standby',
  REJECTED: 'it refused the registration',
  NO_ANSWER: 'it was reached and did not answer the registration',
}

/** The failure that an error of the network or of the handshake means. */
export function failureFrom(url: string, error: unknown): MasterFailure {
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    const problem = BY_CODE[(each as { code?: string }).code ?? '']
    if (problem !== undefined) return failure(url, problem, detailOf(each))
  }
  return failure(url, 'UNREACHABLE', errorFrom(error).message)
}

/** A failure with its sentence, and what else is known. */
export function failure(url: string, problem: MasterProblem, detail?: string): MasterFailure {
  const sentence = SENTENCES[problem]
  // The error of the handshake says what the sentence does, and which side has no secret.
  if (detail?.includes('spark.authenticate.secret')) return { url, problem, message: detail }
  return { url, problem, message: detail === undefined ? sentence : `${sentence} (${detail})` }
}

/** Errors of ours explain themselves; a bare system error adds nothing to the sentence. */
const detailOf = (error: Error): string | undefined =>
  isSparkError(error) ? error.message : undefined
