import { RemoveApplicationShuffle } from './messages/remove-application-shuffle.js'

/** Every message that the endpoint `ShuffleService` of a worker accepts. */
export const ShuffleServiceProtocol = {
  RemoveApplicationShuffle,
} as const
/** The type of {@link ShuffleServiceProtocol}. */
export type ShuffleServiceProtocol = typeof ShuffleServiceProtocol
