import type { ChildProcess } from 'node:child_process'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** The variable that names the file descriptor of a process's lifeline. */
export const LIFELINE_VARIABLE = 'FIRESTEEL_LIFELINE_FD'

/** Where a parent puts the lifeline of a child: the fourth entry of `stdio`, a `'pipe'`. */
export const LIFELINE_FD = 3

/** The environment of a child that gets a lifeline at {@link LIFELINE_FD}. */
export const withLifeline = <Value extends string | undefined>(
  env: Readonly<Record<string, Value>>,
): Record<string, Value | string> => ({ ...env, [LIFELINE_VARIABLE]: String(LIFELINE_FD) })

/**
 * The parent's end of the lifeline that a child was just started with, if it was; destroying it tells
 * the child to end. It never fails: a child writes nothing to it, and a reset is how its end may look.
 */
export function lifelineOf(child: ChildProcess): Duplex | undefined {
  const lifeline = child.stdio[LIFELINE_FD] as Duplex | null | undefined
  return lifeline?.on('error', () => {})
}

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
