import { CopyBlock } from './messages/copy-block.js'

/** Every message that the endpoint `BlockTransfer` of an executor accepts from the application's other executors. */
export const BlockTransferProtocol = {
  CopyBlock,
} as const
/** The type of {@link BlockTransferProtocol}. */
export type BlockTransferProtocol = typeof BlockTransferProtocol
