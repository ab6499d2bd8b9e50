import type { ClassRegistry } from '@firesteel/closure'
import { Serializer } from '@firesteel/serializer'
import { RowClasses } from './row-classes.js'

const HEADER = 4

/**
 * A value as the bytes of a broadcast, in memory that threads share: the length of its classes, its classes,
 * itself. Throws NotSerializableError with the path to what cannot travel.
 */
export function encodeBroadcast(value: unknown, registry: ClassRegistry): SharedArrayBuffer {
  const rowClasses = new RowClasses(registry)
  const encoded = new Serializer({ classes: rowClasses }).serialize(value)
  const classes = rowClasses.graph() ?? new Uint8Array(0)
  const shared = new SharedArrayBuffer(HEADER + classes.length + encoded.length)
  new DataView(shared).setUint32(0, classes.length)
  const bytes = new Uint8Array(shared)
  bytes.set(classes, HEADER)
  bytes.set(encoded, HEADER + classes.length)
  return shared
}

/** The classes of what {@link encodeBroadcast} encoded, as a graph; undefined when it needs none. */
export function broadcastClasses(shared: SharedArrayBuffer): Uint8Array | undefined {
  const length = new DataView(shared).getUint32(0)
  // A copy: what is rebuilt of it may keep views.
  return length === 0 ? undefined : Uint8Array.from(new Uint8Array(shared, HEADER, length))
}

/** The value, made anew; its classes have to be known to `serializer`. */
export function decodeBroadcast(shared: SharedArrayBuffer, serializer: Serializer): unknown {
  const length = new DataView(shared).getUint32(0)
  return serializer.deserialize(new Uint8Array(shared, HEADER + length))
}
