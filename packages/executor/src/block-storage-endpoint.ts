import type { Handlers, RpcEndpoint } from '@firesteel/rpc-core'
import { BlockStorageProtocol } from '@firesteel/task-messages'

/** What an executor can forget. */
export interface ForgetActions {
  /** How many cached partitions of the dataset there were. */
  removeRdd(rddId: number): number
  /** Whether there were files of this shuffle. */
  removeShuffle(shuffleId: number): boolean
  /** Whether there was a block of this name. */
  removeBlock(blockId: string): boolean
  /** Whether the broadcast was here. */
  removeBroadcast(broadcastId: number): boolean
}

/** Forgets blocks when the driver says so. @see org.apache.spark.storage.BlockManagerStorageEndpoint */
export class BlockStorageEndpoint implements RpcEndpoint<BlockStorageProtocol> {
  readonly protocol = BlockStorageProtocol
  readonly handlers: Handlers<BlockStorageProtocol>

  constructor(actions: ForgetActions) {
    this.handlers = {
      RemoveRdd: ({ rddId }) => actions.removeRdd(rddId),
      RemoveShuffle: ({ shuffleId }) => actions.removeShuffle(shuffleId),
      RemoveBlock: ({ blockId }) => actions.removeBlock(blockId),
      RemoveBroadcast: ({ broadcastId }) => actions.removeBroadcast(broadcastId),
    }
  }
}
