import { message, type MessageType } from '@firesteel/rpc-core'
import { type NoFields, noFieldsSchema } from '../model/wire.js'

/** Master → itself, once per `spark.worker.timeout`: who has been silent for too long? */
export type CheckForWorkerTimeOut = NoFields

/** Token of {@link CheckForWorkerTimeOut}. */
export const CheckForWorkerTimeOut: MessageType<'CheckForWorkerTimeOut', CheckForWorkerTimeOut> =
  message('CheckForWorkerTimeOut', noFieldsSchema)
