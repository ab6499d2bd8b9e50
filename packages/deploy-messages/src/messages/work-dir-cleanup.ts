import { message, type MessageType } from '@firesteel/rpc-core'
import { type NoFields, noFieldsSchema } from '../model/wire.js'

/** Worker → itself: time to delete old work directories. */
export type WorkDirCleanup = NoFields

/** Token of {@link WorkDirCleanup}. */
export const WorkDirCleanup: MessageType<'WorkDirCleanup', WorkDirCleanup> = message(
  'WorkDirCleanup',
  noFieldsSchema,
)
