import { rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import type { FetchedStream, RpcEnv } from '@firesteel/rpc-core'
import { type BlockLocation, blockUri } from '@firesteel/task-messages'
import type { FoundBlock } from '@firesteel/task/runtime'

/** Where a block goes that is fetched. */
export interface FetchPlace {
  readonly env: RpcEnv
  /** Longer ones go to a file. */
  readonly maxBytesInMemory: number
  /** A path for a file that nobody else uses. */
  temporaryPath(): string
}

/** A block of another executor; into a file when it is long. Rejects when it cannot be had. */
export async function fetchBlock(
  place: FetchPlace,
  from: BlockLocation,
  name: string,
): Promise<FoundBlock> {
  const stream = await place.env.openStream(blockUri(from, name))
  const { byteCount } = stream
  if (byteCount > place.maxBytesInMemory) {
    const path = place.temporaryPath()
    await intoFile(stream, path)
    return { kind: 'file', path, sizeBytes: byteCount, temporary: true }
  }
  const bytes = new Uint8Array(byteCount)
  await into(stream, bytes)
  return { kind: 'runs', runs: [bytes], sizeBytes: byteCount }
}

/** Fills `bytes`, which are as long as the stream. */
export async function into({ body, byteCount }: FetchedStream, bytes: Uint8Array): Promise<void> {
  let at = 0
  for await (const piece of body) {
    bytes.set(piece, at)
    at += piece.length
  }
  checkLength(at, byteCount)
}

/** Writes a stream to a new file, of which nothing is left when that fails. */
export async function intoFile({ body, byteCount }: FetchedStream, path: string): Promise<void> {
  const file = await open(path, 'wx')
  let written = 0
  try {
    for await (const piece of body) {
      await file.write(piece)
      written += piece.length
    }
    checkLength(written, byteCount)
  } catch (error) {
    rmSync(path, { force: true })
    throw error
  } finally {
    await file.close()
  }
}

function checkLength(found: number, expected: number): void {
  if (found !== expected) throw new Error(`a block of ${expected} bytes ended after ${found}`)
}
