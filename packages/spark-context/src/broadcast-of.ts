import { type Broadcast, BroadcastRefusedError, type DriverBroadcasts } from '@firesteel/broadcast'
import { type ClassRegistry, deny } from '@firesteel/closure'
import { encodeBroadcast } from '@firesteel/task'

/** A broadcast of `value` as it is now. Throws {@link BroadcastRefusedError} or NotSerializableError. */
export function broadcastOf<T>(
  value: T,
  broadcasts: DriverBroadcasts,
  classes: ClassRegistry,
): Broadcast<T> {
  const denied = (value as { readonly [deny]?: unknown } | null | undefined)?.[deny]
  if (typeof denied === 'string') throw new BroadcastRefusedError(denied)
  return broadcasts.create(value, encodeBroadcast(value, classes))
}
