import type { Cancel, Clock } from '@firesteel/clock'
import { errorFrom } from '@firesteel/errors'
import type { Logger } from '@firesteel/logging'
import type { EndpointRef } from '@firesteel/rpc-core'
import {
  type BlockLocation,
  Heartbeat,
  type HeartbeatReceiverProtocol,
} from '@firesteel/task-messages'

/** What a {@link Heartbeater} is made of. */
export interface HeartbeaterOptions {
  readonly executorId: string
  readonly location: BlockLocation
  readonly receiver: EndpointRef<HeartbeatReceiverProtocol>
  readonly intervalMs: number
  /** Failures in a row before `onGiveUp`. */
  readonly maxFailures: number
  readonly clock: Clock
  readonly logger: Logger
  /** Between 0 and 1: spreads executors that started together. */
  readonly random: () => number
  /** What this process uses: name → value. */
  readonly usage: () => Readonly<Record<string, number>>
  /** The driver has forgotten this executor's blocks. */
  onReregister(): void
  onGiveUp(why: string): void
}

/** Tells the driver every interval that this executor lives. @see org.apache.spark.executor.Executor */
export class Heartbeater {
  readonly #options: HeartbeaterOptions
  readonly #cancel: Cancel
  #failures = 0

  constructor(options: HeartbeaterOptions) {
    this.#options = options
    const { clock, intervalMs, random } = options
    const first = intervalMs + Math.floor(random() * intervalMs)
    this.#cancel = clock.every(intervalMs, () => void this.#beat(), first)
  }

  stop(): void {
    this.#cancel()
  }

  async #beat(): Promise<void> {
    const { receiver, executorId, location, intervalMs, usage } = this.#options
    const beat = {
      executorId,
      accumUpdates: [],
      blockManager: location,
      executorUpdates: usage(),
    }
    try {
      const answer = await receiver.ask(Heartbeat, beat, { timeoutMs: intervalMs })
      this.#failures = 0
      if (answer.reregisterBlockManager) this.#options.onReregister()
    } catch (error) {
      this.#onFailure(errorFrom(error))
    }
  }

  #onFailure(error: Error): void {
    const { maxFailures, logger } = this.#options
    this.#failures++
    logger.warn({ err: error, failures: this.#failures, maxFailures }, 'a heartbeat failed')
    if (this.#failures < maxFailures) return
    this.stop()
    this.#options.onGiveUp(`${maxFailures} heartbeats in a row failed, the last: ${error.message}`)
  }
}
