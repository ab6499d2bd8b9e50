import type { Cancel, Clock } from '@firesteel/clock'
import { type Logger, silentLogger } from '@firesteel/logging'
import type { Handlers, RpcEndpoint } from '@firesteel/rpc-core'
import { HeartbeatReceiverProtocol } from '@firesteel/task-messages'

/** What a heartbeat receiver is made of. */
export interface HeartbeatReceiverOptions {
  readonly clock: Clock
  readonly logger?: Logger | undefined
  readonly timeoutMs: number
  readonly scanMs: number
  /** Whether the driver still knows the blocks of an executor. */
  readonly knowsBlocks: (executorId: string) => boolean
  /** An executor was silent for `silentMs`. */
  readonly expired: (executorId: string, silentMs: number) => void
}

/**
 * Hears that executors are still there, and says which are not.
 * @see org.apache.spark.HeartbeatReceiver
 */
export class HeartbeatReceiver implements RpcEndpoint<typeof HeartbeatReceiverProtocol> {
  readonly protocol = HeartbeatReceiverProtocol
  readonly handlers: Handlers<typeof HeartbeatReceiverProtocol>
  readonly #options: HeartbeatReceiverOptions
  readonly #logger: Logger
  readonly #lastSeen = new Map<string, number>()
  #cancel: Cancel | undefined

  constructor(options: HeartbeatReceiverOptions) {
    this.#options = options
    this.#logger = options.logger ?? silentLogger
    this.handlers = {
      Heartbeat: ({ executorId }) => {
        // One that is not registered is told to introduce itself again.
        if (!this.#lastSeen.has(executorId)) return { reregisterBlockManager: true }
        this.#lastSeen.set(executorId, options.clock.now())
        return { reregisterBlockManager: !options.knowsBlocks(executorId) }
      },
      TaskSchedulerIsSet: () => true,
    }
  }

  onStart(): void {
    const { clock, scanMs } = this.#options
    this.#cancel = clock.every(scanMs, () => this.#expire())
  }

  onStop(): void {
    this.#cancel?.()
  }

  /** From now on its silence counts. */
  executorAdded(executorId: string): void {
    this.#lastSeen.set(executorId, this.#options.clock.now())
  }

  executorRemoved(executorId: string): void {
    this.#lastSeen.delete(executorId)
  }

  #expire(): void {
    const { clock, timeoutMs, expired } = this.#options
    const now = clock.now()
    for (const [executorId, seenAt] of this.#lastSeen) {
      const silentMs = now - seenAt
      if (silentMs <= timeoutMs) continue
      this.#lastSeen.delete(executorId)
      this.#logger.warn({ executorId, silentMs }, 'an executor is silent for too long')
      expired(executorId, silentMs)
    }
  }
}
