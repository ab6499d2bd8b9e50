import type * as FastCheck from 'fast-check'
import type { PortableDataStream } from '../binary/portable-data-stream.js'
import type { Rdd } from '../rdd.js'
import type { TextOptions } from '../sources.js'

/** What the suite needs of a SparkContext. */
export interface OperatorContext {
  parallelize<T>(data: Iterable<T>, slices?: number): Rdd<T>
  range(start: number, end?: number, step?: number, slices?: number): Rdd<number>
  objectFile<T>(path: string, options?: { readonly classes?: readonly Function[] }): Rdd<T>
  textFile(path: string, options?: number | TextOptions): Rdd<string>
  binaryFiles(path: string): Rdd<[string, PortableDataStream]>
  binaryRecords(path: string, recordLength: number): Rdd<Buffer>
  wholeTextFiles(path: string, minPartitions?: number): Rdd<[string, string]>
}

/** The test runner and the assertions of whoever runs the suite, and the context under test. */
export interface OperatorCompliance {
  /** Declares one test. */
  readonly test: (name: string, body: () => Promise<void>) => void
  readonly assert: {
    ok(actual: unknown, message?: string): void
    /** Deep equality. */
    equal(actual: unknown, expected: unknown, message?: string): void
  }
  readonly fc: Omit<typeof FastCheck, 'default'>
  /** The context to use; asked for by every test, may answer with the same one. */
  readonly context: () => OperatorContext | Promise<OperatorContext>
  /** An empty directory that driver and executors see. */
  readonly dir: () => string
  /** Random cases per property: 20 unless said. */
  readonly runs?: number | undefined
}

/** The error that a promise rejects with; rejects itself when there is none. */
export async function failureOf(promise: Promise<unknown>): Promise<Error & { code?: unknown }> {
  let value: unknown
  try {
    value = await promise
  } catch (error) {
    return error as Error
  }
  throw new Error(`expected a rejection, got ${JSON.stringify(value)}`)
}

/** Rows in an order that does not depend on where they came from. */
export const sorted = <T>(rows: readonly T[]): T[] =>
  [...rows].sort((a, b) => (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0))

const text = (value: unknown): string => JSON.stringify(value) ?? 'undefined'

/** Values by key, as a plain program would do it. */
export function grouped<K, V>(pairs: Iterable<readonly [K, V]>): Map<K, V[]> {
  const groups = new Map<K, V[]>()
  for (const [key, value] of pairs) groups.set(key, [...(groups.get(key) ?? []), value])
  return groups
}

/** Asserts a property of a few random cases. */
export async function holds<A extends readonly unknown[]>(
  { fc, runs = 20 }: OperatorCompliance,
  arbitraries: { [I in keyof A]: FastCheck.Arbitrary<A[I]> },
  property: (...values: A) => Promise<void>,
): Promise<void> {
  const all = fc.tuple(...(arbitraries as unknown as FastCheck.Arbitrary<unknown>[]))
  await fc.assert(
    fc.asyncProperty(all, (values) => property(...(values as unknown as A))),
    { numRuns: runs },
  )
}
