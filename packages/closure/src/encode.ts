import { GraphFormatError } from './errors.js'
import type { CapturedGraph, GraphData } from './graph.js'

/** `FSC1`: Firesteel closures, format 1. */
const MAGIC = 0x46534331
const HEADER = 12
const ALIGN = 8

/**
 * A captured graph as self-contained bytes: magic, length of the JSON part, number of blobs; the
 * JSON part; then each blob behind its length. Blobs begin at multiples of 8, so that typed arrays
 * are views of what arrived.
 */
export function encodeGraph({ data, blobs }: CapturedGraph): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(data))
  let size = aligned(HEADER + json.length)
  for (const blob of blobs) size = aligned(size + ALIGN + blob.length)
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, MAGIC)
  view.setUint32(4, json.length)
  view.setUint32(8, blobs.length)
  bytes.set(json, HEADER)
  let at = aligned(HEADER + json.length)
  for (const blob of blobs) {
    view.setBigUint64(at, BigInt(blob.length))
    bytes.set(blob, at + ALIGN)
    at = aligned(at + ALIGN + blob.length)
  }
  return bytes
}

/** What {@link encodeGraph} wrote. */
export function decodeGraph(bytes: Uint8Array): CapturedGraph {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < HEADER || view.getUint32(0) !== MAGIC) {
    throw new GraphFormatError(`${bytes.length} bytes without the mark FSC1`)
  }
  const length = view.getUint32(4)
  const data = JSON.parse(
    new TextDecoder().decode(bytes.subarray(HEADER, HEADER + length)),
  ) as GraphData
  if (data.version !== 1) throw new GraphFormatError(`version ${String(data.version)}`)
  const blobs: Uint8Array[] = []
  let at = aligned(HEADER + length)
  for (let left = view.getUint32(8); left > 0; left--) {
    const size = Number(view.getBigUint64(at))
    blobs.push(bytes.subarray(at + ALIGN, at + ALIGN + size))
    at = aligned(at + ALIGN + size)
  }
  return { data, blobs }
}

const aligned = (at: number): number => Math.ceil(at / ALIGN) * ALIGN
