import { createReadStream, readFileSync } from 'node:fs'
import type { ReadStream } from 'node:fs'

/**
 * A file that is read where and when it is asked for, inside a task. It does not travel: map it to its
 * bytes, or to what you make of them.
 * @see org.apache.spark.input.PortableDataStream
 */
export class PortableDataStream {
  readonly path: string
  /** Bytes, when the files were listed. */
  readonly size: number

  constructor(path: string, size: number) {
    this.path = path
    this.size = size
  }

  /** The whole content, as it lies in the file. */
  bytes(): Buffer {
    return readFileSync(this.path)
  }

  /** A stream over the content, for async functions over partitions. */
  open(): ReadStream {
    return createReadStream(this.path)
  }
}
