import type { Parser } from './parsers.js'

/** A setting: its name, how its text is read, what holds when it is not given, why it exists. */
export interface ConfKey<T> {
  readonly name: string
  /** The default as its user would write it; undefined when there is none. */
  readonly defaultText: string | undefined
  readonly doc: string
  readonly parse: Parser<T>
}

const declared = new Map<string, ConfKey<unknown>>()

function declare<T>(entry: ConfKey<T>): ConfKey<T> {
  declared.set(entry.name, entry as ConfKey<unknown>)
  return entry
}

/** Declares a setting that always has a value. */
export const key = <T>(
  name: string,
  parse: Parser<T>,
  defaultText: string,
  doc: string,
): ConfKey<T> => declare({ name, defaultText, doc, parse })

/** Declares a setting that may be absent. */
export const optionalKey = <T>(
  name: string,
  parse: Parser<T>,
  doc: string,
): ConfKey<T | undefined> => declare({ name, defaultText: undefined, doc, parse })

/** Every setting that the packages loaded so far have declared, by name; the reference is made of it. */
export const declaredKeys = (): readonly ConfKey<unknown>[] =>
  [...declared.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
