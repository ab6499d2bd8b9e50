import { markAsUntransferable } from 'node:worker_threads'
import { errorFrom } from '@firesteel/errors'
import { ByteSink } from './byte-sink.js'
import { NotSerializableError, SerializationError } from './errors.js'
import type { ClassResolver, Extension } from './extension.js'
import { pathTo } from './path-to.js'
import { Refusal } from './refusal.js'
import { FORMAT_VERSION } from './tags.js'
import { ValueReader } from './value-reader.js'
import { ValueWriter } from './value-writer.js'

/** What a {@link Serializer} knows besides plain values. */
export interface SerializerOptions {
  readonly classes?: ClassResolver | undefined
  readonly extensions?: readonly Extension[] | undefined
  /**
   * Makes each decoded Uint8Array a view of the bytes it was decoded from, instead of a copy: for
   * messages that nobody writes to once they are received. Off unless said.
   */
  readonly viewBytes?: boolean | undefined
}

/** A buffer that one large batch made larger than this is not kept. */
const KEEP_BYTES = 1 << 20
/** Small messages are written side by side into buffers of this size: to allocate each costs more than to write it. */
const SLAB_BYTES = 1 << 14
/** A message that may be larger than what is left begins a new slab; one that is larger gets memory of its own. */
const SLAB_REST = 1 << 10

/**
 * Values to bytes and back, losing nothing that README.md calls a value.
 *
 * Keeps its buffers and what it learnt about property names between calls: make one and keep it.
 * @see org.apache.spark.serializer.SerializerInstance
 */
export class Serializer {
  readonly #classes: ClassResolver | undefined
  readonly #extensions: readonly Extension[]
  readonly #byTag: ReadonlyMap<string, Extension>
  readonly #viewBytes: boolean
  // An extension may call the serializer it belongs to: each depth of calls has a pair of its own.
  readonly #messageWriters: ValueWriter[] = []
  readonly #batchWriters: ValueWriter[] = []
  readonly #readers: ValueReader[] = []

  constructor(options: SerializerOptions = {}) {
    this.#classes = options.classes
    this.#extensions = options.extensions ?? []
    this.#viewBytes = options.viewBytes ?? false
    this.#byTag = new Map(this.#extensions.map((each) => [each.tag, each]))
  }

  /**
   * `value` as bytes nobody else writes to. Small ones are views of a buffer that they share, as those of
   * `Buffer.allocUnsafe`. Throws {@link NotSerializableError} with the path to what cannot travel.
   */
  serialize(value: unknown): Uint8Array {
    const writer = this.#messageWriters.pop() ?? this.#newMessageWriter()
    const { sink } = writer
    const slab = sink.bytes
    const start = sink.length
    try {
      sink.u8(FORMAT_VERSION)
      writer.begin()
      this.writeValue(writer, value, 'value')
      if (sink.bytes === slab) {
        return new Uint8Array(slab.buffer, slab.byteOffset + start, sink.length - start)
      }
      return sink.copy(start)
    } finally {
      writer.end()
      if (sink.bytes !== slab || sink.length > SLAB_BYTES - SLAB_REST) newSlab(sink)
      this.#messageWriters.push(writer)
    }
  }

  /** The value of bytes made by {@link serialize}, copied out of them; throws {@link SerializationError} on any others. */
  deserialize(bytes: Uint8Array): unknown {
    const reader = this.#reader()
    try {
      const version = bytes[0]
      if (version !== FORMAT_VERSION) throw unknownVersion(version)
      reader.begin(bytes, 1, bytes.length)
      const value = reader.read()
      if (reader.at === bytes.length) return value
      throw new SerializationError(`${bytes.length - reader.at} bytes are left over`)
    } catch (error) {
      throw asSerializationError(error)
    } finally {
      reader.end()
      this.#readers.push(reader)
    }
  }

  #reader(): ValueReader {
    return this.#readers.pop() ?? new ValueReader(this.#classes, this.#byTag, this.#viewBytes)
  }

  #newMessageWriter(): ValueWriter {
    const writer = this.#newWriter(SLAB_BYTES)
    newSlab(writer.sink)
    return writer
  }

  #newWriter(capacity: number): ValueWriter {
    return new ValueWriter(new ByteSink(capacity), this.#classes, this.#extensions)
  }

  /** Writes one value, turning a refusal into an error with the path that begins with `root`. @internal */
  writeValue(writer: ValueWriter, value: unknown, root: string): void {
    try {
      writer.write(value)
    } catch (error) {
      if (error instanceof Refusal) {
        const path = pathTo(value, error.culprit, root, this.#extensions)
        throw new NotSerializableError(path, error.what, error.hint)
      }
      if (isStackOverflow(error)) {
        throw new NotSerializableError(root, 'nested more deeply than the stack allows')
      }
      throw error
    }
  }

  /** Lends a writer whose buffer is empty to `use`. @internal */
  writeWith<T>(use: (writer: ValueWriter) => T): T {
    const writer = this.#batchWriters.pop() ?? this.#newWriter(SLAB_BYTES)
    writer.sink.clear()
    try {
      return use(writer)
    } finally {
      writer.end()
      if (writer.sink.bytes.length <= KEEP_BYTES) this.#batchWriters.push(writer)
    }
  }

  /** Lends a reader to `use`; whatever goes wrong is a {@link SerializationError}. @internal */
  readWith<T>(use: (reader: ValueReader) => T): T {
    const reader = this.#reader()
    try {
      return use(reader)
    } catch (error) {
      throw asSerializationError(error)
    } finally {
      reader.end()
      this.#readers.push(reader)
    }
  }
}

/** Messages share a slab: to transfer one to another thread would take the others away. */
function newSlab(sink: ByteSink): void {
  sink.replace(SLAB_BYTES)
  markAsUntransferable(sink.bytes.buffer)
}

/** What to throw for bytes of another version of the format. */
export const unknownVersion = (version: number | undefined): SerializationError =>
  new SerializationError(`the format is ${version}, this process reads ${FORMAT_VERSION}`)

function asSerializationError(error: unknown): SerializationError {
  if (error instanceof SerializationError) return error
  if (isStackOverflow(error)) {
    return new SerializationError('nested more deeply than the stack allows', error)
  }
  return new SerializationError(errorFrom(error).message, error)
}

const isStackOverflow = (error: unknown): boolean =>
  error instanceof RangeError && /call stack/.test(error.message)
