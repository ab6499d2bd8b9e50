import type { BlockLocation } from '../model/block-location.js'
import type { MapStatus } from '../model/map-status.js'
import { ByteReader } from './byte-reader.js'
import { ByteWriter } from './byte-writer.js'

/** A map status as bytes. */
export function encodeMapStatus(status: MapStatus): Uint8Array {
  const out = new ByteWriter()
  writeMapStatus(out, status)
  return out.done()
}

/** The status that {@link encodeMapStatus} encoded; throws {@link TaskCodecError} when it is something else. */
export function decodeMapStatus(bytes: Uint8Array): MapStatus {
  const from = new ByteReader('a map status', bytes)
  const status = readMapStatus(from)
  from.done()
  return status
}

/** Writes a map status among other values. */
export function writeMapStatus(out: ByteWriter, status: MapStatus): void {
  out.count(status.shuffleId).count(status.mapId).count(status.mapIndex)
  const { executorId, host, port, dirs } = status.location
  out.text(executorId).text(host).count(port)
  out.count(dirs === undefined ? 0 : 1)
  if (dirs !== undefined) out.texts(dirs)
  out.count(status.sizes.length)
  for (const size of status.sizes) out.count(size)
}

/** Reads what {@link writeMapStatus} wrote. */
export function readMapStatus(from: ByteReader): MapStatus {
  return {
    shuffleId: from.count(),
    mapId: from.count(),
    mapIndex: from.count(),
    location: readLocation(from),
    sizes: Float64Array.from(from.many(() => from.count())),
  }
}

const readLocation = (from: ByteReader): BlockLocation => ({
  executorId: from.text(),
  host: from.text(),
  port: from.count(),
  ...(from.count() === 0 ? {} : { dirs: from.texts() }),
})
