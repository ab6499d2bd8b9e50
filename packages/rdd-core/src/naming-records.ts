const BAD_RECORD = /^cannot be (?:a key|serialized): (?:key|value|row)/

/** What helps, by what the value is. */
const remedyFor = (message: string): string => {
  if (message.endsWith(' a Promise')) return '; await it, in mapAsync or in an async mapPartitions'
  return message.startsWith('cannot be a key')
    ? '; take a primitive, a Date, bytes, or an array or plain object of such'
    : ''
}

/**
 * `error`, if it says that a record cannot travel or be a key, with `site` before it and what helps behind
 * it: the value says nothing of the call that made it. Any other error as it is.
 */
export function namingRecords(error: unknown, site: string | undefined): unknown {
  if (!(error instanceof Error) || site === undefined || !BAD_RECORD.test(error.message)) {
    return error
  }
  const { message, stack = '' } = error
  const longer = `${site}: ${message}${remedyFor(message)}`
  set(error, 'message', longer)
  set(
    error,
    'stack',
    stack.replace(message, () => longer),
  )
  return error
}

const set = (error: Error, name: 'message' | 'stack', value: string): void => {
  Object.defineProperty(error, name, { value, configurable: true, writable: true })
}
