import type { Closure } from '../closure-handle.js'
import type { Origin } from '../grow.js'
import { closure, growFrom, rowClosure } from '../grow.js'
import type { Lineage } from '../lineage.js'

/** Writes one line to what the command reads. */
export type PrintLine = (line: string) => void

/** How a command is run for each partition. */
export interface PipeOptions<T> {
  /** Added to the executor's own environment. */
  readonly env?: Readonly<Record<string, string>> | undefined
  /** Writes what goes in before the records. */
  readonly contextPrinter?: ((print: PrintLine) => void) | undefined
  /** Writes a record; `String(record)` on a line unless given. */
  readonly elementPrinter?: ((record: T, print: PrintLine) => void) | undefined
  /** Runs in a new directory with links to all that is in the present one; false unless said. */
  readonly separateWorkingDir?: boolean | undefined
  /** Of input and output; utf8 unless said. */
  readonly encoding?: BufferEncoding | undefined
}

/** The lines that a command writes when it reads a partition; one process per partition, also for empty ones. */
export function pipe<T>(
  origin: Origin,
  command: string | readonly string[],
  options: PipeOptions<T> = {},
): Lineage {
  const words = typeof command === 'string' ? command.split(/\s+/).filter(Boolean) : [...command]
  if (words.length === 0 || !words.every((word) => typeof word === 'string')) {
    throw new TypeError(
      'pipe needs a command: a text, which is cut at blanks, or an array of texts',
    )
  }
  const { contextPrinter, elementPrinter, encoding = 'utf8', env = {} } = options
  if (!Buffer.isEncoding(encoding))
    throw new TypeError(`pipe: unknown encoding ${String(encoding)}`)
  const printer = (fn: unknown): Closure | undefined =>
    fn === undefined ? undefined : rowClosure('pipe', fn)
  return growFrom(origin, 'pipe', {
    kind: 'pipe',
    command: words,
    env: { ...env },
    encoding,
    separateWorkingDir: options.separateWorkingDir === true,
    context: printer(contextPrinter),
    element: printer(elementPrinter),
  })
}

/** What an async function makes of each record, in their order, so many calls at a time. */
export function mapAsync(
  origin: Origin,
  fn: unknown,
  { concurrency = 8 }: { readonly concurrency?: number | undefined } = {},
): Lineage {
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new TypeError(`mapAsync needs a whole concurrency ≥ 1, got ${String(concurrency)}`)
  }
  return growFrom(origin, 'mapAsync', {
    kind: 'mapAsync',
    closure: closure('mapAsync', fn),
    concurrency,
  })
}
