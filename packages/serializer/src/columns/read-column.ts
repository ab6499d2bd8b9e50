import { arrayOf } from '../array-of.js'
import { SerializationError } from '../errors.js'
import { makerOf } from '../instance-maker.js'
import { defineOwn } from '../define-own.js'
import type { ValueReader } from '../value-reader.js'
import * as kind from './column-kind.js'
import { readLatin1, readMixed } from './strings.js'
import { readWords } from './words.js'

/** Reads a column of `count` cells; `budget` bounds the cells of the whole batch. */
export function readColumn(
  reader: ValueReader,
  count: number,
  budget: { cells: number },
): unknown[] {
  budget.cells -= count
  if (budget.cells < 0) throw new SerializationError('a batch of too many cells')
  const found = reader.u8()
  switch (found) {
    case kind.VALUES: {
      reader.beginColumn()
      const values: unknown[] = []
      for (let i = 0; i < count; i++) {
        reader.beginRow()
        values.push(reader.read())
      }
      return values
    }
    case kind.NULLS:
      return arrayOf<null>(count).fill(null)
    case kind.UNDEFINEDS:
      return arrayOf<undefined>(count).fill(undefined)
    case kind.BOOLEANS:
      return readBooleans(reader, count)
    case kind.INT8S:
    case kind.INT16S:
    case kind.INT32S:
      return readIntegers(reader, found, count)
    case kind.FLOAT64S:
      return readFloats(reader, count, (cell) => cell)
    case kind.DATES:
      return readFloats(reader, count, (cell) => new Date(cell))
    case kind.LATIN1S:
      return readLatin1(reader, count)
    case kind.MIXED_STRINGS:
      return readMixed(reader, count)
    case kind.TUPLES:
      return readTuples(reader, count, budget)
    case kind.RECORDS:
      return readRecords(reader, count, budget, undefined)
    case kind.INSTANCES:
      return readRecords(reader, count, budget, reader.prototypeOf(reader.string()))
    default:
      throw new SerializationError(`there is no kind of column ${found}`)
  }
}

function readBooleans(reader: ValueReader, count: number): boolean[] {
  const from = reader.take((count + 7) >> 3)
  const { bytes } = reader
  const values = arrayOf<boolean>(count)
  for (let i = 0; i < count; i++) {
    values[i] = (((bytes[from + (i >> 3)] as number) >> (i & 7)) & 1) === 1
  }
  return values
}

function readIntegers(reader: ValueReader, width: number, count: number): number[] {
  const size = width === kind.INT8S ? 1 : width === kind.INT16S ? 2 : 4
  let at = reader.take(count * size)
  const { bytes } = reader
  const values = arrayOf<number>(count)
  if (size === 1) {
    for (let i = 0; i < count; i++) values[i] = ((bytes[at++] as number) << 24) >> 24
  } else if (size === 2) {
    for (let i = 0; i < count; i++, at += 2) {
      values[i] = (((bytes[at] as number) | ((bytes[at + 1] as number) << 8)) << 16) >> 16
    }
  } else readWords(bytes, at, values, count)
  return values
}

function readFloats<T>(reader: ValueReader, count: number, from: (cell: number) => T): T[] {
  const at = reader.take(count * 8)
  const cells = new Float64Array(count)
  new Uint8Array(cells.buffer).set(reader.bytes.subarray(at, at + count * 8))
  const values = arrayOf<T>(count)
  for (let i = 0; i < count; i++) values[i] = from(cells[i] as number)
  return values
}

function readTuples(reader: ValueReader, count: number, budget: { cells: number }): unknown[][] {
  const width = reader.u8()
  if (width > kind.MAX_WIDTH) throw new SerializationError(`tuples of ${width}`)
  const columns: unknown[][] = []
  for (let c = 0; c < width; c++) columns.push(readColumn(reader, count, budget))
  if (width === 2) {
    const [a, b] = columns as [unknown[], unknown[]]
    // V8 makes arrays of raw doubles where it has never seen anything else: so that place is only for numbers.
    return typeof a[0] === 'number' && typeof b[0] === 'number'
      ? numberPairs(a as number[], b as number[])
      : pairs(a, b)
  }
  const rows = arrayOf<unknown[]>(count)
  for (let i = 0; i < count; i++) {
    const row = arrayOf<unknown>(width)
    for (let c = 0; c < width; c++) row[c] = (columns[c] as unknown[])[i]
    rows[i] = row
  }
  return rows
}

function numberPairs(a: readonly number[], b: readonly number[]): number[][] {
  const rows = arrayOf<number[]>(a.length)
  for (let i = 0; i < a.length; i++) rows[i] = [a[i] as number, b[i] as number]
  return rows
}

function pairs(a: readonly unknown[], b: readonly unknown[]): unknown[][] {
  const rows = arrayOf<unknown[]>(a.length)
  for (let i = 0; i < a.length; i++) rows[i] = [a[i], b[i]]
  return rows
}

function readRecords(
  reader: ValueReader,
  count: number,
  budget: { cells: number },
  prototype: object | undefined,
): object[] {
  const shape = reader.names()
  const { keys } = shape
  const maker = prototype === undefined ? undefined : makerOf(prototype)
  const assign = maker === undefined ? !shape.unsafe : maker.assigns(shape)
  const columns = keys.map(() => readColumn(reader, count, budget))
  const rows = arrayOf<object>(count)
  for (let i = 0; i < count; i++) {
    const row = (maker === undefined ? {} : maker.make()) as Record<string, unknown>
    for (let c = 0; c < keys.length; c++) {
      const key = keys[c] as string
      const cell = (columns[c] as unknown[])[i]
      if (assign) row[key] = cell
      else defineOwn(row, key, cell)
    }
    rows[i] = row
  }
  return rows
}
