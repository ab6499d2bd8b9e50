import { TakeMapOutput } from './messages/take-map-output.js'

/** Every message that the endpoint `ShuffleTransfer` of an executor accepts from the application's other executors. */
export const ShuffleTransferProtocol = {
  TakeMapOutput,
} as const
/** The type of {@link ShuffleTransferProtocol}. */
export type ShuffleTransferProtocol = typeof ShuffleTransferProtocol
