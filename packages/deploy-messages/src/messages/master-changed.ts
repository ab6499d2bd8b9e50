import { type EndpointRef, message, type MessageType } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { refSchema } from '../model/wire.js'
import type { MasterProtocol } from '../to-master.js'

/** Master → Worker and AppClient: "I lead now." Answered by WorkerSchedulerStateResponse or MasterChangeAcknowledged. */
export interface MasterChanged {
  readonly master: EndpointRef<MasterProtocol>
  readonly masterWebUiUrl: string
}

/** Token of {@link MasterChanged}. */
export const MasterChanged: MessageType<'MasterChanged', MasterChanged> = message(
  'MasterChanged',
  z.object({
    master: refSchema<MasterProtocol>(),
    masterWebUiUrl: z.string(),
  }),
)
