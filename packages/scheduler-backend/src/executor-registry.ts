import type { EndpointRef, RpcAddress } from '@firesteel/rpc-core'
import type { ExecutorProtocol } from '@firesteel/task-messages'
import type { WorkerOffer } from '@firesteel/task-scheduler'
import { Slots } from './slots.js'

/** An executor that registered. */
export interface RegisteredExecutor {
  readonly executorId: string
  readonly ref: EndpointRef<ExecutorProtocol>
  /** Of its connection: it listens nowhere. */
  readonly address: RpcAddress
  readonly host: string
  readonly slots: Slots
  /** STARTING until its slots are there; LEAVING when it gets no more tasks. */
  state: 'STARTING' | 'ACTIVE' | 'LEAVING'
  /** `host:port` where it serves blocks; known once it may have tasks. */
  servesAt: string | undefined
  /** What we asked of it, which is why it will be gone. */
  farewell?: Farewell | undefined
}

/** An end that was asked for. */
export type Farewell =
  | { readonly kind: 'killed' }
  | { readonly kind: 'decommissioned'; readonly workerHost?: string | undefined }

/** Who is connected, and what each has free. */
export class ExecutorRegistry {
  readonly #executors = new Map<string, RegisteredExecutor>()
  readonly #byAddress = new Map<string, string>()

  add(executor: {
    readonly executorId: string
    readonly ref: EndpointRef<ExecutorProtocol>
    readonly address: RpcAddress
    readonly host: string
    readonly cores: number
  }): RegisteredExecutor {
    const { executorId, ref, address, host, cores } = executor
    const added: RegisteredExecutor = {
      executorId,
      ref,
      address,
      host,
      slots: new Slots(cores),
      state: 'STARTING',
      servesAt: undefined,
    }
    this.#executors.set(executorId, added)
    this.#byAddress.set(address.hostPort, executorId)
    return added
  }

  get(executorId: string): RegisteredExecutor | undefined {
    return this.#executors.get(executorId)
  }

  at(address: RpcAddress): RegisteredExecutor | undefined {
    const executorId = this.#byAddress.get(address.hostPort)
    return executorId === undefined ? undefined : this.#executors.get(executorId)
  }

  remove(executorId: string): RegisteredExecutor | undefined {
    const removed = this.#executors.get(executorId)
    this.#executors.delete(executorId)
    if (removed !== undefined) this.#byAddress.delete(removed.address.hostPort)
    return removed
  }

  all(): readonly RegisteredExecutor[] {
    return [...this.#executors.values()]
  }

  /** Slots of those that registered, free or not. */
  get totalSlots(): number {
    let total = 0
    for (const { slots } of this.#executors.values()) total += slots.total
    return total
  }

  /** What may be offered of one executor, or of all. */
  offers(executorId?: string): WorkerOffer[] {
    const only = executorId === undefined ? undefined : this.#executors.get(executorId)
    const asked = executorId === undefined ? [...this.#executors.values()] : only ? [only] : []
    return asked
      .filter(({ state }) => state === 'ACTIVE')
      .map(({ executorId: id, host, slots, servesAt }) => ({
        executorId: id,
        host,
        freeSlots: slots.free,
        totalSlots: slots.total,
        busySlots: slots.busy,
        address: servesAt,
      }))
  }
}
