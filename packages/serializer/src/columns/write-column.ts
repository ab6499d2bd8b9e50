import type { ByteSink } from '../byte-sink.js'
import type { Serializer } from '../serializer.js'
import type { ValueWriter } from '../value-writer.js'
import * as kind from './column-kind.js'
import { columnKindOf } from './find-kind.js'
import { writeStrings } from './strings.js'
import { recordColumns, tupleColumns } from './tuple-columns.js'
import { writeWords } from './words.js'

/** What all columns of a batch share while they are written. */
export interface ColumnContext {
  readonly writer: ValueWriter
  readonly serializer: Serializer
  /** Cells the batch may still have, as its reader counts them. */
  cells: number
}

/** Writes `values[from..to]` as one column: its kind, then its cells. Errors call the whole `root`. */
export function writeColumn(
  values: readonly unknown[],
  from: number,
  to: number,
  root: string,
  context: ColumnContext,
): void {
  const { sink } = context.writer
  const found = columnKindOf(values, from, to)
  switch (found) {
    case kind.NULLS:
    case kind.UNDEFINEDS:
      return sink.u8(found)
    case kind.BOOLEANS:
      return writeBooleans(sink, values as readonly boolean[], from, to)
    case kind.INT8S:
    case kind.INT16S:
    case kind.INT32S:
      return writeIntegers(sink, found, values as readonly number[], from, to)
    case kind.FLOAT64S:
      sink.u8(kind.FLOAT64S)
      return writeFloats(sink, from, to, (i) => values[i] as number)
    case kind.DATES:
      sink.u8(kind.DATES)
      return writeFloats(sink, from, to, (i) => (values[i] as Date).getTime())
    case kind.LATIN1S:
      return writeStrings(sink, values as readonly string[], from, to)
    case kind.TUPLES: {
      const columns = tupleColumns(values, from, to)
      if (columns === undefined || !afford(context, columns.length * (to - from))) break
      sink.u8(kind.TUPLES)
      sink.u8(columns.length)
      return writeColumns(columns, to - from, root, context)
    }
    case kind.RECORDS: {
      const records = recordColumns(values, from, to)
      if (records === undefined || !afford(context, records.columns.length * (to - from))) break
      sink.u8(kind.RECORDS)
      context.writer.names(records.names)
      return writeColumns(records.columns, to - from, root, context)
    }
    case kind.INSTANCES:
      if (writeInstances(values, from, to, root, context)) return
  }
  writeValues(values, from, to, root, context)
}

/** Writes instances of one known class; false, with nothing written, when they are not. */
function writeInstances(
  values: readonly unknown[],
  from: number,
  to: number,
  root: string,
  context: ColumnContext,
): boolean {
  const { writer } = context
  const prototype = Object.getPrototypeOf(values[from]) as object
  const id = writer.classIdOf(values[from] as object, prototype)
  const records = id === undefined ? undefined : recordColumns(values, from, to, prototype)
  if (id === undefined || records === undefined) return false
  for (let i = from; i < to; i++) {
    if (writer.classIdOf(values[i] as object, prototype) === undefined) return false
  }
  if (!afford(context, records.columns.length * (to - from))) return false
  writer.sink.u8(kind.INSTANCES)
  writer.string(id)
  writer.names(records.names)
  writeColumns(records.columns, to - from, root, context)
  return true
}

/** Takes cells from what is left; false when they are too many. */
function afford(context: ColumnContext, cells: number): boolean {
  if (cells > context.cells) return false
  context.cells -= cells
  return true
}

function writeColumns(
  columns: readonly unknown[][],
  count: number,
  root: string,
  context: ColumnContext,
): void {
  for (const column of columns) writeColumn(column, 0, count, root, context)
}

function writeValues(
  values: readonly unknown[],
  from: number,
  to: number,
  root: string,
  { writer, serializer }: ColumnContext,
): void {
  writer.sink.u8(kind.VALUES)
  writer.begin()
  for (let i = from; i < to; i++) {
    writer.beginRow()
    serializer.writeValue(writer, values[i], root)
  }
}

function writeBooleans(sink: ByteSink, values: readonly boolean[], from: number, to: number): void {
  sink.u8(kind.BOOLEANS)
  let byte = 0
  let bit = 0
  for (let i = from; i < to; i++) {
    if (values[i]) byte |= 1 << bit
    if (++bit === 8) {
      sink.u8(byte)
      byte = bit = 0
    }
  }
  if (bit > 0) sink.u8(byte)
}

function writeIntegers(
  sink: ByteSink,
  width: number,
  values: readonly number[],
  from: number,
  to: number,
): void {
  sink.u8(width)
  const size = width === kind.INT8S ? 1 : width === kind.INT16S ? 2 : 4
  sink.reserve((to - from) * size)
  const { bytes } = sink
  let at = sink.length
  if (size === 1) for (let i = from; i < to; i++) bytes[at++] = values[i] as number
  else if (size === 2) {
    for (let i = from; i < to; i++) {
      const value = values[i] as number
      bytes[at] = value
      bytes[at + 1] = value >> 8
      at += 2
    }
  } else at = writeWords(values, from, to, bytes, at)
  sink.length = at
}

function writeFloats(
  sink: ByteSink,
  from: number,
  to: number,
  valueAt: (index: number) => number,
): void {
  const cells = new Float64Array(to - from)
  for (let i = from; i < to; i++) cells[i - from] = valueAt(i)
  sink.raw(new Uint8Array(cells.buffer))
}
