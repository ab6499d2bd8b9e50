import { inspect } from 'node:util'
import { isOwnCode } from '@firesteel/closure'
import { isSparkError } from '@firesteel/errors'

/** A frame's place: `file:line:column`, with or without a function before it. */
const PLACE = /^\s+at (?:async )?(?:.*\()?(.+?):\d+:\d+\)?$/

/** Causes of causes: a cycle must end somewhere. */
const MAX_CAUSES = 8

/** Frames of the bundle's own beginning, which no user wrote. */
const BOOTSTRAP = /firesteel-bundle\.js|^\s+at (?:async )?__init\b/

/**
 * How a driver's failure is shown: what happened, then the user's own frames, causes behind them.
 * Frames of Firesteel and of Node are left out, unless there are no others.
 */
export function failureText(thrown: unknown): string {
  if (!(thrown instanceof Error)) return `the application threw ${inspect(thrown, { depth: 3 })}`
  const shown: string[] = []
  let told = ''
  let error: unknown = thrown
  for (let depth = 0; error instanceof Error && depth < MAX_CAUSES; depth++) {
    const { message, cause } = error
    // A cause that the message above already tells adds nothing.
    if (depth === 0 || !told.includes(message)) {
      shown.push(`${depth === 0 ? '' : 'caused by '}${textOf(error)}`)
    }
    told += `${message}\n`
    error = cause
  }
  return shown.join('\n')
}

function textOf(error: Error): string {
  const stack = error.stack ?? ''
  const at = stack.search(/^\s+at /m)
  const frames = at < 0 ? [] : stack.slice(at).split('\n')
  const users = frames.filter(isUsers)
  const heading = `${error.name}: ${error.message}`
  if (users.length > 0) return [heading, ...users].join('\n')
  // An error of ours says in its message what its user can do: where we threw it is nothing to him.
  return isSparkError(error)
    ? heading
    : [heading, ...frames.filter((line) => PLACE.test(line))].join('\n')
}

function isUsers(line: string): boolean {
  const place = PLACE.exec(line)?.[1]
  // Lines between frames ("Driver stacktrace:") stay.
  if (place === undefined) return line.trim() !== '' && !/^\s+at /.test(line)
  return !BOOTSTRAP.test(line) && !/^(node|firesteel)/.test(place) && !isOwnCode(place)
}
