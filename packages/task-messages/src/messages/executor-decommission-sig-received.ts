import { type NoFields, noFieldsSchema } from '@firesteel/deploy-messages/wire'
import { request, type RequestType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'

/** Executor → itself: the signal to leave came. Answered with whether it will. */
export type ExecutorDecommissionSigReceived = NoFields

/** Token of {@link ExecutorDecommissionSigReceived}. */
export const ExecutorDecommissionSigReceived: RequestType<
  'ExecutorDecommissionSigReceived',
  ExecutorDecommissionSigReceived,
  boolean
> = request('ExecutorDecommissionSigReceived', noFieldsSchema, z.boolean())
