/**
 * The values of one key, as `groupByKey`, `groupBy` and `cogroup` hand them out. An array is one; a group
 * that is larger than memory is an object of the same methods that reads its values from disk, as often
 * as it is asked, and only in the task that made it. `[...group]` is an array of them.
 */
export interface Group<V> extends Iterable<V> {
  readonly length: number
  at(index: number): V | undefined
  every(test: (value: V, index: number) => unknown): boolean
  filter(test: (value: V, index: number) => unknown): V[]
  find(test: (value: V, index: number) => unknown): V | undefined
  flatMap<U>(fn: (value: V, index: number) => U | readonly U[]): U[]
  forEach(fn: (value: V, index: number) => void): void
  includes(value: V): boolean
  join(separator?: string): string
  map<U>(fn: (value: V, index: number) => U): U[]
  reduce(fn: (sum: V, value: V, index: number) => V): V
  reduce<A>(fn: (sum: A, value: V, index: number) => A, initial: A): A
  slice(start?: number, end?: number): V[]
  some(test: (value: V, index: number) => unknown): boolean
}
