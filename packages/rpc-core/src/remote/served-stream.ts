import type { Readable } from 'node:stream'

/** Bytes to be served: in memory, a part of a file, or a stream of `byteCount` bytes. */
export type ServedBody =
  | Uint8Array
  | Readable
  | { readonly file: string; readonly offset: number; readonly length: number }

/** Something that can be fetched, with its length known before its first byte. */
export interface ServedStream {
  readonly byteCount: number
  open(): ServedBody | Promise<ServedBody>
}

/** Finds what a path names, or says null. The path comes from the network: confine it. */
export type StreamOpener = (path: string) => Promise<ServedStream | null> | ServedStream | null

/**
 * Files and directories that other processes may fetch.
 * @see org.apache.spark.rpc.RpcEnvFileServer
 */
export interface RpcFileServer {
  /** Serves one file; its URI. The same name for another path is refused. */
  addFile(path: string): string
  /** Serves what lies in a directory and nothing outside it; its URI. */
  addDirectory(baseUri: string, directory: string): string
  /** Serves a file no longer. */
  removeFile(name: string): void
  /** Serves every path below `/prefix/` through `opener`; the URI of the prefix. */
  serve(prefix: string, opener: StreamOpener): string
}

/** A stream that is being fetched; read it to its end or call `return` on its iterator. */
export interface FetchedStream {
  readonly byteCount: number
  readonly body: AsyncIterable<Uint8Array>
}
