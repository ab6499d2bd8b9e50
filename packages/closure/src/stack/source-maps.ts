import { readFileSync } from 'node:fs'
import { SourceMap, findSourceMap } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { applicationUrl } from '../application-modules.js'
import { knownScript } from '../inspect/scripts.js'

/** A script's source map and the URL that its sources are relative to. */
export interface ScriptMap {
  readonly map: SourceMap
  readonly base: string
}

const maps = new Map<string, ScriptMap>()

/** The source map of a script, wherever it may be; undefined when there is none. */
export function sourceMapOf(url: string): ScriptMap | undefined {
  const known = maps.get(url)
  if (known !== undefined) return known
  const found = load(url) ?? mapOfBundle(url)
  if (found !== undefined) maps.set(url, found)
  return found
}

function load(url: string): ScriptMap | undefined {
  try {
    // Node keeps them when source maps are on, as tsx turns them on.
    const kept = findSourceMap(url) ?? findSourceMap(pathOf(url))
    if (kept !== undefined) return { map: kept, base: url }
    const named = knownScript(url)?.sourceMapUrl || commentIn(url)
    if (!named) return undefined
    return { map: new SourceMap(JSON.parse(textOf(named, url))), base: url }
  } catch {
    return undefined
  }
}

/** An executor has the application's bundle somewhere else, under the same name. */
function mapOfBundle(url: string): ScriptMap | undefined {
  const bundle = applicationUrl()
  const nameOf = (each: string): string => each.slice(each.lastIndexOf('/') + 1)
  return bundle !== undefined && bundle !== url && nameOf(bundle) === nameOf(url)
    ? sourceMapOf(bundle)
    : undefined
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

/** A path as a URL; a URL as it is. */
export const asUrl = (file: string): string =>
  /^[a-z]{2,}:/i.test(file) ? file : pathToFileURL(file).href

/** A file URL as a path; anything else as it is. */
export const pathOf = (url: string): string => (url.startsWith('file:') ? fileURLToPath(url) : url)
