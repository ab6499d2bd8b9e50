/** The accumulators that every process has: they travel as their kind, and their state as an array. */
export type BuiltInKind = 'long' | 'double' | 'collection'

/** An accumulator of ours. */
export interface BuiltIn {
  /** What was added, as data. */
  state(): readonly unknown[]
  /** Takes in another one's state. */
  mergeState(state: readonly unknown[]): void
}

const kinds = new Map<unknown, BuiltInKind>()

/** Makes a class known as the one of its kind; called where it is defined. */
export function declareBuiltIn(kind: BuiltInKind, constructor: Function): void {
  kinds.set(constructor, kind)
}

/** The kind of an accumulator of ours; undefined for any of the user's, those that extend ours included. */
export const builtInKindOf = (accumulator: object): BuiltInKind | undefined =>
  kinds.get(accumulator.constructor)
