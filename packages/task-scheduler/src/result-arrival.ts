import { toWireError } from '@firesteel/errors'
import {
  type IndirectTaskResult,
  type TaskResult,
  type TaskState,
  decodeIndirectResult,
  decodeTaskResult,
} from '@firesteel/task-messages'
import type { SchedulerBackend } from './scheduler-backend.js'
import type { TaskSetManager } from './task-set-manager.js'

/** Brings the results of attempts to their sets: at once, or when a large one has been fetched. */
export class ResultArrival {
  readonly #backend: () => Pick<SchedulerBackend, 'fetchResult'> | undefined
  readonly #arrived: (manager: TaskSetManager) => void

  /** `arrived` is called when a result that had to be fetched has been taken in. */
  constructor(
    backend: () => Pick<SchedulerBackend, 'fetchResult'> | undefined,
    arrived: (manager: TaskSetManager) => void,
  ) {
    this.#backend = backend
    this.#arrived = arrived
  }

  /** The attempt is over, with this final state; `data` says more. */
  finish(
    manager: TaskSetManager,
    taskId: number,
    { state, data }: { readonly state: TaskState; readonly data: Uint8Array },
  ): void {
    if (state === 'LOST') {
      manager.failed(taskId, { kind: 'UnknownReason' })
      return
    }
    try {
      const indirect = decodeIndirectResult(data)
      if (indirect !== undefined) void this.#fetch(manager, taskId, indirect)
      else this.#take(manager, taskId, { result: decodeTaskResult(data), isCounted: false })
    } catch (error) {
      manager.failed(taskId, { kind: 'ExceptionFailure', error: toWireError(error) })
    }
  }

  /** Until it is there the attempt counts as running: it may be lost with its executor. */
  async #fetch(
    manager: TaskSetManager,
    taskId: number,
    indirect: IndirectTaskResult,
  ): Promise<void> {
    if (!manager.awaitResult(taskId, indirect.size)) return
    try {
      const bytes = await this.#backend()?.fetchResult?.(indirect)
      if (bytes === undefined) manager.failed(taskId, { kind: 'TaskResultLost' })
      else this.#take(manager, taskId, { result: decodeTaskResult(bytes), isCounted: true })
    } catch {
      manager.failed(taskId, { kind: 'TaskResultLost' })
    }
    this.#arrived(manager)
  }

  #take(
    manager: TaskSetManager,
    taskId: number,
    { result, isCounted }: { readonly result: TaskResult; readonly isCounted: boolean },
  ): void {
    if (result.state === 'FINISHED') manager.succeeded(taskId, result, isCounted)
    else manager.failed(taskId, result.reason, result.metrics)
  }
}
