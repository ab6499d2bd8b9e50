import { writeSync } from 'node:fs'

/** Milliseconds between tries while the reader of a non-blocking pipe is busy. */
const RETRY_MS = 1

/** Writes all of `bytes` to a file descriptor before it returns, however slow the reader is. */
export function writeFully(fd: number, bytes: Uint8Array): void {
  for (let from = 0; from < bytes.length; ) {
    try {
      from += writeSync(fd, bytes, from, bytes.length - from)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      // A closed terminal or pipe is no reason to fail a task.
      if (code !== 'EAGAIN') return
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS)
    }
  }
}

type Write = typeof process.stdout.write

function writeTo(fd: number): Write {
  return ((
    chunk: string | Uint8Array,
    encodingOrDone?: BufferEncoding | ((error?: Error) => void),
    done?: (error?: Error) => void,
  ) => {
    const encoding = typeof encodingOrDone === 'string' ? encodingOrDone : 'utf8'
    writeFully(fd, typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk)
    const callback = typeof encodingOrDone === 'function' ? encodingOrDone : done
    if (callback !== undefined) queueMicrotask(() => callback())
    return true
  }) as Write
}

/**
 * Makes console, process.stdout and process.stderr of this thread write at once. A thread's own
 * streams go through the main thread's event loop, and what they hold is lost when it is terminated.
 */
export function makeOutputSynchronous(): void {
  process.stdout.write = writeTo(1)
  process.stderr.write = writeTo(2)
}
