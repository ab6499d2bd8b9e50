import { readFileSync } from 'node:fs'
import { SourceMap, findSourceMap } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { knownScript } from '../inspect/scripts.js'

/** A position in the user's source; counts from 1. */
export interface Position {
  readonly file: string
  readonly line: number
  readonly column: number
}

const maps = new Map<string, SourceMap>()

/**
 * A stack trace with the positions of the files that the user wrote, where source maps know them.
 * For the driver, which has the scripts; to be called when something has failed, not before.
 */
export function remapStack(stack: string): string {
  return stack.replace(
    /((?:file:\/\/|[A-Za-z]:\\|\/)[^\s()]*?|[^\s()]+\.[cm]?[jt]sx?):(\d+):(\d+)/g,
    (whole, url: string, line: string, column: string) => {
      if (mapOf(url) === undefined) return whole
      const to = remapPosition(url, Number(line), Number(column))
      return `${to.file}:${to.line}:${to.column}`
    },
  )
}

/** A position of a script, counted from 1, as a position of the file that the user wrote. */
export function remapPosition(url: string, line: number, column: number): Position {
  const entry = mapOf(url)?.findEntry(line - 1, column - 1)
  if (entry === undefined || !('originalSource' in entry)) {
    return { file: pathOf(url), line, column }
  }
  return {
    file: pathOf(resolved(entry.originalSource, url)),
    line: entry.originalLine + 1,
    column: entry.originalColumn + 1,
  }
}

function mapOf(url: string): SourceMap | undefined {
  const known = maps.get(url)
  if (known !== undefined) return known
  const found = load(url)
  if (found !== undefined) maps.set(url, found)
  return found
}

function load(url: string): SourceMap | undefined {
  try {
    // Node keeps them when source maps are on, as tsx turns them on.
    const found = findSourceMap(url) ?? findSourceMap(pathOf(url))
    if (found !== undefined) return found
    const named = knownScript(url)?.sourceMapUrl || commentIn(url)
    if (!named) return undefined
    return new SourceMap(JSON.parse(textOf(named, url)))
  } catch {
    return undefined
  }
}

function commentIn(url: string): string | undefined {
  const text = readFileSync(pathOf(url), 'utf8')
  const at = text.lastIndexOf('//# sourceMappingURL=')
  return at < 0 ? undefined : /^\S+/.exec(text.slice(at + 21))?.[0]
}

function textOf(mapUrl: string, scriptUrl: string): string {
  const inline = /^data:[^,]*?(;base64)?,(.*)$/s.exec(mapUrl)
  if (inline === null) return readFileSync(new URL(mapUrl, asUrl(scriptUrl)), 'utf8')
  const [, base64, data = ''] = inline
  return base64 ? Buffer.from(data, 'base64').toString('utf8') : decodeURIComponent(data)
}

const resolved = (source: string, scriptUrl: string): string => {
  try {
    return new URL(source, asUrl(scriptUrl)).href
  } catch {
    return source
  }
}

const asUrl = (file: string): string =>
  /^[a-z]{2,}:/i.test(file) ? file : pathToFileURL(file).href

const pathOf = (url: string): string => (url.startsWith('file:') ? fileURLToPath(url) : url)
