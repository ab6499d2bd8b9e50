import type { Outside } from './free-variables.js'

/** Positions in the parsed text as positions in the function's own. */
export function shifted(outside: Outside, by: number): Outside {
  return {
    free: new Map([...outside.free].map(([name, use]) => [name, { ...use, at: use.at - by }])),
    identifiers: outside.identifiers,
    foreign: outside.foreign.map(({ what, at }) => ({ what, at: at - by })),
    imports: outside.imports.map((at) => at - by),
  }
}

/** As much space as the text takes, on as many lines. */
export const blanked = (text: string): string => text.replace(/[^\r\n\u2028\u2029]/g, ' ')

/** `text` with `by` in the place of what stands there. */
export const replaced = (text: string, at: number, by: string): string =>
  text.slice(0, at) + by + text.slice(at + by.length)

/** `name` in the room of a longer text, whose lines stay. */
export const inRoomOf = (text: string, name: string): string =>
  name + blanked(text).slice(name.length)

// As long as `import`, so that positions in stack traces stay true.
const IMPORT_NAMES = ['$imprt', '_imprt', '$impor', '_impor', '$$impt', '__impt']

/** The name that will stand for `import`; undefined when the text has no `import(…)`. */
export const importNameFor = ({ imports, identifiers }: Outside): string | undefined =>
  imports.length === 0 ? undefined : fresh(identifiers, IMPORT_NAMES)

/** The text with every `import(…)` under that name. */
export const withImports = (
  text: string,
  imports: readonly number[],
  name: string | undefined,
): string =>
  name === undefined ? text : imports.reduce((out, at) => replaced(out, at, name), text)

/** The first of these names that does not occur in the text. */
export function fresh(identifiers: ReadonlySet<string>, names: Iterable<string>): string {
  for (const name of names) if (!identifiers.has(name)) return name
  for (let n = 0; ; n++) if (!identifiers.has(`$${n}`)) return `$${n}`
}
