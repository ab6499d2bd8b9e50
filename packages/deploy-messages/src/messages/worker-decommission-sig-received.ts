import { message, type MessageType } from '@firesteel/rpc-core'
import { type NoFields, noFieldsSchema } from '../model/wire.js'

/** Worker → itself: the operating system asks it to leave. */
export type WorkerDecommissionSigReceived = NoFields

/** Token of {@link WorkerDecommissionSigReceived}. */
export const WorkerDecommissionSigReceived: MessageType<
  'WorkerDecommissionSigReceived',
  WorkerDecommissionSigReceived
> = message('WorkerDecommissionSigReceived', noFieldsSchema)
