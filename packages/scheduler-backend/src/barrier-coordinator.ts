import type { Cancel, Clock } from '@firesteel/clock'
import type { ListenerBus } from '@firesteel/listener-bus'
import type { Handlers, RpcEndpoint } from '@firesteel/rpc-core'
import { BarrierSyncProtocol, type RequestToSync } from '@firesteel/task-messages'
import { BarrierError } from './errors.js'

/** What a coordinator is made of. */
export interface BarrierCoordinatorOptions {
  readonly clock: Clock
  /** How long tasks wait for each other: `spark.barrier.sync.timeout`. */
  readonly timeoutMs: number
  /** Tells it which tasks and stages are over. */
  readonly listenerBus?: Pick<ListenerBus, 'on'> | undefined
}

interface Waiting {
  readonly request: RequestToSync
  readonly resolve: (messages: readonly string[]) => void
  readonly reject: (error: Error) => void
}

/** The meetings of one stage attempt: one at a time. */
interface Meeting {
  epoch: number
  readonly waiting: Map<number, Waiting>
  cancelTimeout: Cancel | undefined
  /** Partitions whose task is over: they come to no further meeting. */
  readonly gone: Set<number>
}

/**
 * Where the tasks of a barrier stage meet. Each waits until all are there; when one cannot come any more,
 * comes to something else, or takes too long, all who wait are told so at once.
 * @see org.apache.spark.BarrierCoordinator
 */
export class BarrierCoordinator implements RpcEndpoint<typeof BarrierSyncProtocol> {
  readonly protocol = BarrierSyncProtocol
  readonly handlers: Handlers<typeof BarrierSyncProtocol>
  /** Whoever waits must not keep the others from coming. */
  readonly concurrent = true
  readonly #options: BarrierCoordinatorOptions
  readonly #meetings = new Map<string, Meeting>()

  constructor(options: BarrierCoordinatorOptions) {
    this.#options = options
    this.handlers = { RequestToSync: (request) => this.sync(request) }
    options.listenerBus?.on('taskEnd', ({ stageId, stageAttemptId, task }) => {
      this.taskEnded(`${stageId}.${stageAttemptId}`, task.partitionId)
    })
    options.listenerBus?.on('stageCompleted', ({ stage }) => {
      this.stageCompleted(`${stage.stageId}.${stage.stageAttemptId}`)
    })
  }

  /** Resolves with the messages of all tasks, by partition. Rejects with {@link BarrierError}. */
  sync(request: RequestToSync): Promise<readonly string[]> {
    const { stageId, stageAttemptId, partitionId, epoch, kind } = request
    const id = `${stageId}.${stageAttemptId}`
    const meeting = this.#meetingOf(id)
    if (epoch !== meeting.epoch) {
      const why = `partition ${partitionId} came to meeting ${epoch}, the others are at ${meeting.epoch}`
      return Promise.reject(new BarrierError(id, why))
    }
    return new Promise((resolve, reject) => {
      const [first] = meeting.waiting.values()
      meeting.waiting.set(partitionId, { request, resolve, reject })
      if (first !== undefined && !agree(first.request, request)) {
        const why = `partition ${first.request.partitionId} called ${first.request.kind}() among ${first.request.numTasks} tasks, partition ${partitionId} ${kind}() among ${request.numTasks}: all tasks must make the same calls`
        this.#refuse(id, meeting, why)
      } else this.#step(id, meeting, request.numTasks)
    })
  }

  /** A task of the stage attempt is over, and with it its part in meetings. */
  taskEnded(id: string, partitionId: number): void {
    const meeting = this.#meetings.get(id)
    if (meeting === undefined) return
    meeting.gone.add(partitionId)
    if (meeting.waiting.size > 0) this.#refuse(id, meeting, goneText(partitionId))
  }

  /** The stage attempt is over: nothing of it is kept. */
  stageCompleted(id: string): void {
    const meeting = this.#meetings.get(id)
    if (meeting === undefined) return
    this.#refuse(id, meeting, 'the stage attempt is over')
    this.#meetings.delete(id)
  }

  /** Stage attempts that are remembered. */
  get size(): number {
    return this.#meetings.size
  }

  #meetingOf(id: string): Meeting {
    const known = this.#meetings.get(id)
    if (known !== undefined) return known
    const made = { epoch: 0, waiting: new Map(), cancelTimeout: undefined, gone: new Set<number>() }
    this.#meetings.set(id, made)
    return made
  }

  #step(id: string, meeting: Meeting, numTasks: number): void {
    const { clock, timeoutMs } = this.#options
    const [gone] = meeting.gone
    if (gone !== undefined) {
      this.#refuse(id, meeting, goneText(gone))
      return
    }
    if (meeting.waiting.size < numTasks) {
      meeting.cancelTimeout ??= clock.after(timeoutMs, () => {
        const missing = Array.from({ length: numTasks }, (_, index) => index)
          .filter((index) => !meeting.waiting.has(index))
          .slice(0, 10)
        const why = `after ${timeoutMs} ms (spark.barrier.sync.timeout) partitions ${missing.join(', ')} have not come`
        this.#refuse(id, meeting, why)
      })
      return
    }
    const all = [...meeting.waiting.values()].sort(
      (a, b) => a.request.partitionId - b.request.partitionId,
    )
    this.#over(meeting)
    const messages = all.map(({ request }) => request.message)
    for (const { resolve } of all) resolve(messages)
  }

  #refuse(id: string, meeting: Meeting, why: string): void {
    const all = [...meeting.waiting.values()]
    this.#over(meeting)
    for (const { reject } of all) reject(new BarrierError(id, why))
  }

  #over(meeting: Meeting): void {
    meeting.cancelTimeout?.()
    meeting.cancelTimeout = undefined
    meeting.waiting.clear()
    meeting.epoch++
  }
}

const agree = (a: RequestToSync, b: RequestToSync): boolean =>
  a.kind === b.kind && a.numTasks === b.numTasks

const goneText = (partitionId: number): string =>
  `the task of partition ${partitionId} is over and will not come: all tasks must make the same calls`
