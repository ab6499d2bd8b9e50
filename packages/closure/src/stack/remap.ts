import type { SourcePosition } from '../errors.js'
import { asUrl, pathOf, sourceMapOf } from './source-maps.js'

const PLACES = /((?:file:\/\/|[A-Za-z]:\\|\/)[^\s()]*?|[^\s()]+\.[cm]?[jt]sx?):(\d+):(\d+)/g

/**
 * A stack trace with the positions of the files that the user wrote, where source maps know them.
 * For the driver, which has the scripts; to be called when something has failed, not before.
 */
export const remapStack = (stack: string): string =>
  stack.replace(PLACES, (whole, url: string, line: string, column: string) => {
    if (sourceMapOf(url) === undefined) return whole
    const to = remapPosition(url, Number(line), Number(column))
    return `${to.file}:${to.line}:${to.column}`
  })

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
