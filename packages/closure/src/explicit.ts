import { perThread } from './per-thread.js'

const captured = perThread(
  'captured',
  () => new WeakMap<Function, Readonly<Record<string, unknown>>>(),
)

/**
 * `fn`, with what it captures said by hand: for processes in which the inspector is not available
 * (Node's permission model). Names must be those that `fn` uses. Where the inspector is available,
 * what is not named here is found as ever.
 *
 * @example
 * rdd.map(closure({ factor }, (x) => x * factor))
 */
export function closure<C extends Readonly<Record<string, unknown>>, F extends Function>(
  variables: C,
  fn: F,
): F {
  captured.set(fn, variables)
  return fn
}

/** What `closure` was told about this function. */
export const explicitlyCaptured = (fn: Function): Readonly<Record<string, unknown>> | undefined =>
  captured.get(fn)
