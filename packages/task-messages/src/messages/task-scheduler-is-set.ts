import { type NoFields, noFieldsSchema } from '@firesteel/deploy-messages/wire'
import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'

/** Driver → its heartbeat receiver: the task scheduler exists; heartbeats can be told to it. */
export type TaskSchedulerIsSet = NoFields

/** Token of {@link TaskSchedulerIsSet}. */
export const TaskSchedulerIsSet: RequestType<'TaskSchedulerIsSet', TaskSchedulerIsSet, true> =
  request('TaskSchedulerIsSet', noFieldsSchema, z.literal(true))
