import { closeSync, mkdirSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { crc32 } from 'node:zlib'
import { ByteSink, type Serializer, encodePairs } from '@firesteel/serializer'
import { commitOutput } from './commit-output.js'
import { EncodedChunks } from './encoded-chunks.js'
import { encodeIndex } from './index-file.js'
import { BLOCK_HEADER, blockHeader } from './shuffle-block.js'
import { mapOutputFiles } from './shuffle-files.js'

/** Where a writer's buffer is paid from; see TaskMemory of `@firesteel/memory`. */
export interface WriterMemory {
  /** Takes up to `bytes`; the answer is how many were granted. */
  acquire(bytes: number, asking?: WriterConsumer): number
  release(bytes: number): void
  /** Has the writer spill when others need memory; the answer forgets it. */
  addConsumer(consumer: WriterConsumer): () => void
}

/** What can be asked to spill. */
export interface WriterConsumer {
  readonly used: number
  spill(): number
}

/** What a {@link MapOutputWriter} needs. */
export interface MapOutputWriterOptions {
  /** The executor's directories for block files. */
  readonly dirs: readonly string[]
  readonly shuffleId: number
  /** The task attempt's id. */
  readonly mapId: number
  readonly numReducers: number
  readonly serializer: Serializer
  /** A name no other attempt uses, for temporary files. */
  readonly unique: () => string
  /** Records held as values, over all reducers; more are encoded. */
  readonly maxBufferedRecords?: number | undefined
  /** Encoded bytes held in memory; more go to a temporary file. */
  readonly maxBufferedBytes?: number | undefined
  /** What the encoded bytes are taken from: when it refuses them, they go to the temporary file. */
  readonly memory?: WriterMemory | undefined
}

/** What a committed output is. */
export interface WrittenMapOutput {
  /** Bytes for each reducer. */
  readonly sizes: Float64Array
  readonly bytesWritten: number
  readonly recordsWritten: number
  /** Bytes that had to go to disk before the end. */
  readonly bytesSpilled: number
}

const MAX_BATCH = 1_024
const MIN_BATCH = 16
/** Bytes of records held as values, over all reducers, about: fewer records are held when they are large. */
const MAX_PENDING_BYTES = 8 << 20
/** Larger records are let go of as soon as they are encoded. */
const LARGE_RECORD = 256
/** Memory is taken in steps of this size, and so much is used whoever refuses it. */
const MEMORY_STEP = 1 << 20
const MAX_BUFFERED_RECORDS = 1 << 18
const MAX_BUFFERED_BYTES = 64 << 20
/** Bytes gathered before they are handed to the file system. */
const WRITE_BYTES = 1 << 20

/**
 * Writes one map task's records, by reducer, into one file and its index. Synchronous: it runs inside
 * a stage's loop. Nothing is to be seen of it before `commit`, and nothing is left of it after `abort`.
 *
 * write → column batches per reducer → growing memory → (too large: a temporary file) → commit:
 * the batches of each reducer behind its checksum, in order, then the index, then both renamed.
 * @see org.apache.spark.shuffle.sort.BypassMergeSortShuffleWriter
 */
export class MapOutputWriter implements WriterConsumer {
  readonly #options: MapOutputWriterOptions
  readonly #mostRecords: number
  /** Few at first: nobody knows how large records are. */
  #batchRecords = MIN_BATCH
  readonly #maxBytes: number
  /** Records per reducer that are still values; the arrays keep their length, and old records, for the next. */
  readonly #counts: Int32Array
  readonly #keys: unknown[][] = []
  readonly #values: unknown[][] = []
  /** Per reducer: where its batches begin and how long they are, by turns; spilled bytes come first. */
  readonly #segments: number[][] = []
  readonly #checksums: Uint32Array
  readonly #buffer = new EncodedChunks()
  #spill: { readonly path: string; readonly file: number } | undefined
  #spilledBytes = 0
  #granted = 0
  readonly #forget: (() => void) | undefined
  #records = 0

  constructor(options: MapOutputWriterOptions) {
    this.#options = options
    const { numReducers, maxBufferedRecords = MAX_BUFFERED_RECORDS } = options
    this.#mostRecords = Math.min(
      MAX_BATCH,
      Math.max(MIN_BATCH, Math.floor(maxBufferedRecords / Math.max(1, numReducers))),
    )
    this.#maxBytes = options.maxBufferedBytes ?? MAX_BUFFERED_BYTES
    this.#forget = options.memory?.addConsumer(this)
    this.#checksums = new Uint32Array(numReducers)
    this.#counts = new Int32Array(numReducers)
    for (let reducer = 0; reducer < numReducers; reducer++) {
      this.#keys.push([])
      this.#values.push([])
      this.#segments.push([])
    }
  }

  /** Adds a record for reducer `partition`; records of one reducer keep their order. */
  write(partition: number, key: unknown, value: unknown): void {
    const count = this.#counts[partition] as number
    ;(this.#keys[partition] as unknown[])[count] = key
    ;(this.#values[partition] as unknown[])[count] = value
    this.#counts[partition] = count + 1
    if (count + 1 >= this.#batchRecords) this.#encode(partition)
  }

  /** Bytes taken of the task's memory. */
  get used(): number {
    return this.#granted
  }

  /** Puts what is encoded into the temporary file; the answer is how much memory that freed. */
  spill(): number {
    const freed = this.#granted
    if (this.#buffer.length > 0) this.#spillBuffer()
    else this.#release()
    return freed
  }

  /** Puts the output in its place; when another attempt's is there already, that one stays and is described. */
  commit(): WrittenMapOutput {
    const { dirs, shuffleId, mapId, numReducers, unique } = this.#options
    for (let reducer = 0; reducer < numReducers; reducer++) this.#encode(reducer)
    const files = mapOutputFiles(dirs, shuffleId, mapId)
    const suffix = unique()
    const temporary = { data: `${files.data}.${suffix}`, index: `${files.index}.${suffix}` }
    try {
      const sizes = this.#writeData(temporary.data)
      writeWhole(temporary.index, encodeIndex(sizes))
      const committed = commitOutput(temporary, files, sizes)
      return {
        sizes: committed,
        bytesWritten: committed.reduce((sum, size) => sum + size, 0),
        recordsWritten: this.#records,
        bytesSpilled: this.#spilledBytes,
      }
    } catch (error) {
      rmSync(temporary.data, { force: true })
      rmSync(temporary.index, { force: true })
      throw error
    } finally {
      this.abort()
    }
  }

  /** Forgets everything; harmless after `commit`. */
  abort(): void {
    for (const lists of [this.#keys, this.#values, this.#segments])
      lists.forEach((list) => (list.length = 0))
    this.#counts.fill(0)
    this.#buffer.clear()
    this.#forget?.()
    this.#release()
    if (this.#spill === undefined) return
    closeSync(this.#spill.file)
    rmSync(this.#spill.path, { force: true })
    this.#spill = undefined
  }

  #encode(reducer: number): void {
    const count = this.#counts[reducer] as number
    if (count === 0) return
    this.#counts[reducer] = 0
    const keys = this.#keys[reducer] as unknown[]
    const values = this.#values[reducer] as unknown[]
    const start = this.#buffer.length
    const { sink } = this.#buffer
    const bytes = encodePairs(keys, values, 0, count, sink, this.#options.serializer)
    this.#buffer.wrote(bytes.length)
    this.#checksums[reducer] = crc32(bytes, this.#checksums[reducer])
    this.#segments[reducer]?.push(this.#spilledBytes + start, bytes.length)
    this.#records += count
    this.#adapt(reducer, bytes.length / count)
    if (this.#buffer.length > this.#maxBytes || !this.#covered()) this.#spillBuffer()
  }

  /** How many records are held from now on, by what these took. */
  #adapt(reducer: number, recordBytes: number): void {
    const fitting = MAX_PENDING_BYTES / Math.max(1, this.#options.numReducers) / recordBytes
    this.#batchRecords = Math.max(1, Math.min(this.#mostRecords, Math.floor(fitting)))
    if (recordBytes < LARGE_RECORD) return
    ;(this.#keys[reducer] as unknown[]).length = 0
    ;(this.#values[reducer] as unknown[]).length = 0
  }

  /** Takes memory for what is encoded; false when it was refused. */
  #covered(): boolean {
    const { memory } = this.#options
    if (memory === undefined || this.#buffer.length <= this.#granted) return true
    const { capacity } = this.#buffer
    this.#granted += memory.acquire(Math.max(MEMORY_STEP, capacity - this.#granted), this)
    return capacity <= Math.max(MEMORY_STEP, this.#granted)
  }

  #release(): void {
    this.#options.memory?.release(this.#granted)
    this.#granted = 0
  }

  #spillBuffer(): void {
    if (this.#spill === undefined) {
      const { dirs, unique } = this.#options
      const [dir] = dirs
      if (dir === undefined) throw new TypeError('a shuffle needs at least one directory')
      mkdirSync(dir, { recursive: true })
      const path = `${dir}/temp_shuffle_${unique()}`
      this.#spill = { path, file: openSync(path, 'wx+') }
    }
    const { file } = this.#spill
    this.#buffer.forEach((bytes, count) => writeAll(file, bytes, count))
    this.#spilledBytes += this.#buffer.length
    this.#buffer.clear()
    this.#release()
  }

  /** Writes the blocks of all reducers; returns their sizes. */
  #writeData(path: string): Float64Array {
    const sizes = new Float64Array(this.#options.numReducers)
    const file = created(path)
    const out = new ByteSink(WRITE_BYTES)
    const flush = () => {
      writeAll(file, out.bytes, out.length)
      out.clear()
    }
    try {
      this.#segments.forEach((segments, reducer) => {
        if (segments.length === 0) return
        out.raw(blockHeader(this.#checksums[reducer] as number))
        let size = BLOCK_HEADER
        for (let i = 0; i < segments.length; i += 2) {
          const length = segments[i + 1] as number
          this.#copySegment(segments[i] as number, length, out)
          size += length
          if (out.length > WRITE_BYTES) flush()
        }
        sizes[reducer] = size
      })
      flush()
    } finally {
      closeSync(file)
    }
    return sizes
  }

  #copySegment(start: number, length: number, out: ByteSink): void {
    if (start >= this.#spilledBytes) {
      const at = start - this.#spilledBytes
      out.raw(this.#buffer.view(at, at + length))
      return
    }
    const file = this.#spill?.file as number
    out.reserve(length)
    for (let read = 0; read < length; ) {
      const count = readSync(file, out.bytes, out.length, length - read, start + read)
      if (count === 0)
        throw new Error(`a spill file of shuffle ${this.#options.shuffleId} was cut short`)
      out.length += count
      read += count
    }
  }
}

function created(path: string): number {
  mkdirSync(dirname(path), { recursive: true })
  return openSync(path, 'wx')
}

function writeWhole(path: string, bytes: Uint8Array): void {
  const file = created(path)
  try {
    writeAll(file, bytes, bytes.length)
  } finally {
    closeSync(file)
  }
}

/** A write may take fewer bytes than it is given. */
function writeAll(file: number, bytes: Uint8Array, count: number): void {
  for (let at = 0; at < count; ) at += writeSync(file, bytes, at, count - at)
}
