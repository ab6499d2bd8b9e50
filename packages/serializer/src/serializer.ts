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
}

/** A buffer that one large message made larger than this is not kept. */
const KEEP_BYTES = 1 << 20

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
  // An extension may call the serializer it belongs to: each depth of calls has a pair of its own.
  readonly #writers: ValueWriter[] = []
  readonly #readers: ValueReader[] = []

  constructor(options: SerializerOptions = {}) {
    this.#classes = options.classes
    this.#extensions = options.extensions ?? []
    this.#byTag = new Map(this.#extensions.map((each) => [each.tag, each]))
  }

  /** `value` as bytes of their own; throws {@link NotSerializableError} with the path to what cannot travel. */
  serialize(value: unknown): Uint8Array {
    return this.writeWith((writer) => {
      const { sink } = writer
      sink.clear()
      sink.u8(FORMAT_VERSION)
      writer.begin()
      this.writeValue(writer, value, 'value')
      return sink.copy()
    })
  }

  /** The value of bytes made by {@link serialize}, copied out of them; throws {@link SerializationError} on any others. */
  deserialize(bytes: Uint8Array): unknown {
    return this.readWith((reader) => {
      const version = bytes[0]
      if (version !== FORMAT_VERSION) {
        throw new SerializationError(
          `the format is ${version}, this process reads ${FORMAT_VERSION}`,
        )
      }
      reader.begin(bytes, 1, bytes.length)
      const value = reader.read()
      if (reader.at === bytes.length) return value
      throw new SerializationError(`${bytes.length - reader.at} bytes are left over`)
    })
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

  /** Lends a writer to `use`. @internal */
  writeWith<T>(use: (writer: ValueWriter) => T): T {
    const writer =
      this.#writers.pop() ?? new ValueWriter(new ByteSink(), this.#classes, this.#extensions)
    try {
      return use(writer)
    } finally {
      writer.end()
      if (writer.sink.bytes.length <= KEEP_BYTES) this.#writers.push(writer)
    }
  }

  /** Lends a reader to `use`; whatever goes wrong is a {@link SerializationError}. @internal */
  readWith<T>(use: (reader: ValueReader) => T): T {
    const reader = this.#readers.pop() ?? new ValueReader(this.#classes, this.#byTag)
    try {
      return use(reader)
    } catch (error) {
      if (error instanceof SerializationError) throw error
      if (isStackOverflow(error)) {
        throw new SerializationError('nested more deeply than the stack allows', error)
      }
      throw new SerializationError((error as Error)?.message ?? String(error), error)
    } finally {
      reader.end()
      this.#readers.push(reader)
    }
  }
}

const isStackOverflow = (error: unknown): boolean =>
  error instanceof RangeError && /call stack/.test(error.message)
