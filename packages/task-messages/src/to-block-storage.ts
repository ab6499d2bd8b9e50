import { RemoveBlock } from './messages/remove-block.js'
import { RemoveBroadcast } from './messages/remove-broadcast.js'
import { RemoveRdd } from './messages/remove-rdd.js'
import { ReplicateBlock } from './messages/replicate-block.js'
import { RemoveShuffle } from './messages/remove-shuffle.js'

/** Every message that the endpoint `BlockManagerEndpoint` of an executor accepts: what to forget, what to copy. */
export const BlockStorageProtocol = {
  RemoveRdd,
  RemoveShuffle,
  RemoveBlock,
  RemoveBroadcast,
  ReplicateBlock,
} as const
/** The type of {@link BlockStorageProtocol}. */
export type BlockStorageProtocol = typeof BlockStorageProtocol
