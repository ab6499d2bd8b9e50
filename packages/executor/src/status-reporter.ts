import type { EndpointRef } from '@firesteel/rpc-core'
import {
  type CoarseGrainedSchedulerProtocol,
  StatusUpdate,
  type TaskDescription,
  type TaskState,
  isTaskFinished,
} from '@firesteel/task-messages'

/**
 * Tells the driver of every state of every attempt, in order. That an attempt is over and the next of its slot
 * has begun happens at once, and is one message.
 */
export class StatusReporter {
  readonly #driver: Pick<EndpointRef<CoarseGrainedSchedulerProtocol>, 'send'>
  readonly #executorId: string
  #held: { readonly update: StatusUpdate; readonly slot: number } | undefined

  constructor(
    driver: Pick<EndpointRef<CoarseGrainedSchedulerProtocol>, 'send'>,
    executorId: string,
  ) {
    this.#driver = driver
    this.#executorId = executorId
  }

  report({ taskId, slot, cpus }: TaskDescription, state: TaskState, data: Uint8Array): void {
    const held = this.#held
    if (held !== undefined && held.slot === slot && state === 'RUNNING') {
      this.#held = undefined
      this.#driver.send(StatusUpdate, { ...held.update, begins: taskId })
      return
    }
    this.#send()
    const executorId = this.#executorId
    const update = { executorId, taskId, state, data, taskCpus: cpus, resources: {} }
    if (isTaskFinished(state)) {
      this.#held = { update, slot }
      queueMicrotask(this.#send)
    } else this.#driver.send(StatusUpdate, update)
  }

  readonly #send = (): void => {
    const held = this.#held
    this.#held = undefined
    if (held !== undefined) this.#driver.send(StatusUpdate, held.update)
  }
}
