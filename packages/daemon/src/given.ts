/** The variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What users call one place where a value may stand, and what stands there. */
export type Place = readonly [name: string, text: string | undefined]

/** An environment variable; one that is empty says nothing. */
export const variable = (env: Environment, name: string): Place => [name, env[name] || undefined]

/** A value that somebody gave, and where. */
export interface Given {
  readonly where: string
  readonly text: string
}

/** The first of `places` at which something stands. */
export function firstGiven(...places: readonly Place[]): Given | undefined {
  for (const [where, text] of places) {
    if (text !== undefined) return { where, text }
  }
  return undefined
}
