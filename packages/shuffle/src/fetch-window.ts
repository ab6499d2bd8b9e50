import { blockAddress } from '@firesteel/storage'
import type { RemoteFetch } from './plan-fetches.js'

/** How much may be under way at a time. */
export interface FetchLimits {
  readonly maxSizeInFlight: number
  readonly maxRequestsInFlight: number
  readonly maxBlocksPerAddress: number
}

/**
 * Which requests are under way, and which may begin; pure. A request that is larger than all limits may
 * begin when nothing else is under way, so that every request does at some time.
 */
export class FetchWindow {
  readonly #limits: FetchLimits
  readonly #blocks = new Map<string, number>()
  #bytes = 0
  #requests = 0

  constructor(limits: FetchLimits) {
    this.#limits = limits
  }

  /** Takes the first of `waiting` that may begin now; undefined when none may. */
  next(waiting: RemoteFetch[]): RemoteFetch | undefined {
    const index = waiting.findIndex((request) => this.#mayBegin(request))
    const [request] = index < 0 ? [] : waiting.splice(index, 1)
    if (request !== undefined) this.#count(request, 1)
    return request
  }

  /** A request that was taken is over. */
  ended(request: RemoteFetch): void {
    this.#count(request, -1)
  }

  #mayBegin({ bytes, blocks, location }: RemoteFetch): boolean {
    if (this.#requests === 0) return true
    const { maxSizeInFlight, maxRequestsInFlight, maxBlocksPerAddress } = this.#limits
    if (this.#requests >= maxRequestsInFlight || this.#bytes + bytes > maxSizeInFlight) return false
    const there = this.#blocks.get(blockAddress(location)) ?? 0
    return there === 0 || there + blocks.length <= maxBlocksPerAddress
  }

  #count({ bytes, blocks, location }: RemoteFetch, sign: 1 | -1): void {
    const address = blockAddress(location)
    this.#requests += sign
    this.#bytes += sign * bytes
    this.#blocks.set(address, (this.#blocks.get(address) ?? 0) + sign * blocks.length)
  }
}
