import type { IndirectTaskResult } from '../model/indirect-result.js'
import { ByteReader } from './byte-reader.js'
import { ByteWriter } from './byte-writer.js'

/** What a direct result never begins with: its format. */
const INDIRECT = 0

/** An indirect result as bytes: the data of a final `StatusUpdate`. */
export function encodeIndirectResult({ blockId, size, location }: IndirectTaskResult): Uint8Array {
  const { executorId, host, port } = location
  return new ByteWriter()
    .count(INDIRECT)
    .count(size)
    .text(executorId)
    .text(host)
    .count(port)
    .text(blockId ?? '')
    .done()
}

/** The result that {@link encodeIndirectResult} encoded; undefined when the bytes are a direct result. */
export function decodeIndirectResult(bytes: Uint8Array): IndirectTaskResult | undefined {
  if (bytes[0] !== INDIRECT) return undefined
  const from = new ByteReader('an indirect task result', bytes)
  from.count()
  const size = from.count()
  const location = { executorId: from.text(), host: from.text(), port: from.count() }
  const blockId = from.text()
  from.done()
  return { size, location, blockId: blockId === '' ? undefined : blockId }
}
