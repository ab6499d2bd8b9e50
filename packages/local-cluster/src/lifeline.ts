import { Socket } from 'node:net'

/** The variable that names the file descriptor of a process's lifeline. */
export const LIFELINE_VARIABLE = 'FIRESTEEL_LIFELINE_FD'

/** What {@link exitWithParent} may be told. */
export interface LifelineOptions {
  /** What to do when the parent is gone; exits with code 1 unless said. */
  readonly onLost?: (() => void) | undefined
  /** Where the variable is looked for, and taken away from; `process.env` unless said. */
  readonly env?: Record<string, string | undefined> | undefined
}

/**
 * Ends this process when the one that started it is gone, however that went.
 *
 * The parent keeps the other end of a pipe whose descriptor `FIRESTEEL_LIFELINE_FD` names; its end of
 * file calls `onLost`, once. Without the variable nothing is watched. The watch keeps no process alive,
 * and the variable is taken out of the environment, so that children do not take it for theirs.
 *
 * @returns whether there is a lifeline.
 */
export function exitWithParent(options: LifelineOptions = {}): boolean {
  const env = options.env ?? process.env
  const fd = Number(env[LIFELINE_VARIABLE] ?? Number.NaN)
  delete env[LIFELINE_VARIABLE]
  if (!Number.isInteger(fd) || fd < 3) return false
  let lost = false
  const onEnd = (): void => {
    if (lost) return
    lost = true
    ;(options.onLost ?? exit)()
  }
  try {
    new Socket({ fd, readable: true, writable: false })
      .on('end', onEnd)
      .on('error', onEnd)
      .on('close', onEnd)
      .resume()
      .unref()
  } catch {
    // The variable came from somewhere, the descriptor did not: nothing to watch.
    return false
  }
  return true
}

const exit = (): never => process.exit(1)
