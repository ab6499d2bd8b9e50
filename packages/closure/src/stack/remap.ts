import type { SourcePosition } from '../errors.js'
import { asUrl, pathOf, sourceMapOf } from './source-maps.js'

/** What may hold a place: neither blanks nor parentheses. Each pattern here is linear: messages may be long. */
const WORDS = /[^\s()]+/g
const PLACES = /(.*?):(\d{1,9}):(\d{1,9})/gy
const IN_FILE = /file:\/\/|[A-Za-z]:\\/
const SCRIPT = /\.[cm]?[jt]sx?$/
/** No path is longer. */
const MAX_PATH = 4096

/**
 * A stack trace with the positions of the files that the user wrote, where source maps know them.
 * For the driver, which has the scripts; to be called when something has failed, not before.
 */
export const remapStack = (stack: string): string =>
  stack.replace(WORDS, (word) =>
    word.replace(PLACES, (whole, before: string, line: string, column: string) => {
      const start = startOf(before)
      if (start === undefined) return whole
      const url = before.slice(start)
      if (sourceMapOf(url) === undefined) return whole
      const to = remapPosition(url, Number(line), Number(column))
      return `${before.slice(0, start)}${to.file}:${to.line}:${to.column}`
    }),
  )

/** Where in the text before a position the name of its file begins. */
function startOf(text: string): number | undefined {
  if (text.length > MAX_PATH) return undefined
  const scheme = text.search(IN_FILE)
  if (scheme !== -1) return scheme
  if (SCRIPT.test(text)) return 0
  const slash = text.indexOf('/')
  return slash === -1 ? undefined : slash
}

/** A position of a script, counted from 1, as a position of the file that the user wrote. */
export function remapPosition(url: string, line: number, column: number): SourcePosition {
  const found = sourceMapOf(url)
  const entry = found?.map.findEntry(line - 1, column - 1)
  if (found === undefined || entry === undefined || !('originalSource' in entry)) {
    return { file: pathOf(url), line, column }
  }
  return {
    file: pathOf(resolved(entry.originalSource, found.base)),
    line: entry.originalLine + 1,
    column: entry.originalColumn + 1,
  }
}

function resolved(source: string, base: string): string {
  try {
    return new URL(source, asUrl(base)).href
  } catch {
    return source
  }
}
