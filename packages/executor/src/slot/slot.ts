import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import type { Cancel, Clock } from '@firesteel/clock'
import { errorFrom, fromWireError, toWireError } from '@firesteel/errors'
import type { Logger } from '@firesteel/logging'
import type { SlotHeap, SlotUse } from '@firesteel/memory'
import { emptyTaskMetrics } from '@firesteel/rdd-core/runtime'
import type { SlotTask, TaskFailure, TaskOutcome } from '@firesteel/task/runtime'
import { SlotLostError, SlotOutOfMemoryError, UncaughtInTaskError } from '../errors.js'
import type { BlockNews, Reserved } from './block-news.js'
import type {
  FromSlot,
  SlotQuestion,
  SlotSetUp,
  SlotThreadData,
  SynchronousQuestion,
  ToSlot,
} from './slot-messages.js'

/** What a slot is made of. */
export interface SlotOptions {
  readonly setUp: SlotSetUp
  /** The thread's program. */
  readonly threadMain: URL
  /** Limits of the thread's heap. */
  readonly heap: SlotHeap
  /** How long a task that was asked to end may take before its thread is terminated. */
  readonly killGraceMs: number
  readonly clock: Clock
  readonly logger: Logger
  answer(question: SlotQuestion): Promise<unknown>
  /** Answers at once: the slot's thread stands still until then. */
  answerNow(question: SynchronousQuestion): Reserved
  onBlock(news: BlockNews): void
  /** The attempt is over, whatever became of it; called before it is reported. */
  onAttemptOver(): void
  /** What the slot's thread holds of the pool. */
  memoryUse(): SlotUse
  /** The thread is gone and with it the blocks in its heap. */
  onThreadLost(): void
}

/** How a thread ended. */
interface ThreadExit {
  readonly code: number
  readonly failure: Error | undefined
  /** What it held when it ended. */
  readonly held: SlotUse
}

interface Running {
  readonly task: SlotTask
  readonly onEnd: (outcome: TaskOutcome) => void
  killReason: string | undefined
  /** What ends the thread, when we do it ourselves. */
  verdict: TaskFailure | undefined
  cancelGrace: Cancel | undefined
  /** Ends the task's wait at a barrier. */
  stopWaiting: ((reason: string) => void) | undefined
}

/**
 * One task slot: a worker thread that runs one attempt at a time.
 *
 *   COLD ─start→ a thread ─run→ BUSY ─ended→ idle ─run→ …
 *                BUSY ─kill with interrupt, out of memory, process.exit→ the thread ends,
 *                      the attempt is reported, a new thread starts in the same slot
 *
 * The thread does not keep the process alive while it is idle.
 */
export class Slot {
  readonly #options: SlotOptions
  readonly #killFlag: Int32Array
  #worker: Worker | undefined
  /** Where the thread hears while it runs a task, and what wakes it. */
  #answers: MessagePort | undefined
  readonly #answered = new Int32Array(new SharedArrayBuffer(4))
  #running: Running | undefined
  #stopped = false
  #lastReadId = 0
  readonly #reads = new Map<number, (bytes: Uint8Array | undefined) => void>()
  readonly #index: number

  constructor(options: SlotOptions) {
    this.#options = options
    this.#index = options.setUp.slot
    this.#killFlag = options.setUp.killFlags.subarray(this.#index, this.#index + 1)
  }

  get isIdle(): boolean {
    return this.#running === undefined && !this.#stopped
  }

  /** Starts the thread unless it runs. */
  start(): Worker {
    if (this.#worker !== undefined) return this.#worker
    const { setUp, heap, threadMain } = this.#options
    const { port1, port2 } = new MessageChannel()
    const answers = { port: port2, signal: this.#answered }
    const worker = new Worker(threadMain, {
      workerData: { ...setUp, answers } satisfies SlotThreadData,
      transferList: [port2],
      // Ours may carry a loader or a condition for sources: the thread runs what was compiled.
      execArgv: [],
      name: `slot ${this.#index}`,
      resourceLimits: { ...heap },
    })
    let failure: Error | undefined
    worker.on('message', (message: FromSlot) => this.#hear(worker, message))
    worker.on('error', (error) => (failure = errorFrom(error)))
    worker.on('messageerror', (error) => (failure = errorFrom(error)))
    worker.on('exit', (code) => this.#onExit(worker, code, failure))
    if (this.#running === undefined) worker.unref()
    this.#worker = worker
    this.#answers = port1
    return worker
  }

  /** Runs an attempt in the slot, which must be idle; `onEnd` is called exactly once unless the slot is stopped. */
  run(task: SlotTask, onEnd: (outcome: TaskOutcome) => void): void {
    this.#running = {
      task,
      onEnd,
      killReason: undefined,
      verdict: undefined,
      cancelGrace: undefined,
      stopWaiting: undefined,
    }
    Atomics.store(this.#killFlag, 0, 0)
    const worker = this.start()
    worker.ref()
    this.#tell(worker, { type: 'run', task })
  }

  /** Asks the running attempt to end; with `interrupt` its thread is terminated when it does not. */
  kill(taskId: number, interrupt: boolean, reason: string): void {
    const running = this.#running
    if (running === undefined || running.task.taskId !== taskId) return
    running.killReason ??= reason
    Atomics.store(this.#killFlag, 0, 1)
    running.stopWaiting?.(reason)
    if (!interrupt || running.cancelGrace !== undefined) return
    const { clock, killGraceMs, logger } = this.#options
    running.cancelGrace = clock.after(killGraceMs, () => {
      if (this.#running !== running) return
      logger.warn(
        { taskId, slot: this.#index, killGraceMs },
        'a killed task goes on: terminating its thread',
      )
      this.#terminate({ kind: 'TaskKilled', reason })
    })
  }

  /** A copy of a cached partition in this slot's heap; undefined when the slot is busy or has it no more. */
  readBlock(rddId: number, partition: number): Promise<Uint8Array | undefined> {
    const worker = this.#worker
    if (!this.isIdle || worker === undefined) return Promise.resolve(undefined)
    const id = ++this.#lastReadId
    return new Promise((resolve) => {
      this.#reads.set(id, resolve)
      this.#tell(worker, { type: 'readBlock', id, rddId, partition })
    })
  }

  removeRdd(rddId: number): void {
    if (this.#worker !== undefined) this.#tell(this.#worker, { type: 'removeRdd', rddId })
  }

  removeBroadcast(broadcastId: number): void {
    if (this.#worker !== undefined)
      this.#tell(this.#worker, { type: 'removeBroadcast', broadcastId })
  }

  /** Terminates the thread; an attempt that runs is not reported. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#running?.cancelGrace?.()
    this.#running = undefined
    Atomics.store(this.#killFlag, 0, 1)
    await this.#worker?.terminate()
  }

  #tell(worker: Worker, message: ToSlot): void {
    worker.postMessage(message)
  }

  #hear(worker: Worker, message: FromSlot): void {
    if (worker !== this.#worker) return
    switch (message.type) {
      case 'ready':
        this.#options.logger.debug({ slot: this.#index }, 'a slot is ready')
        break
      case 'ended':
        // A thread that is being terminated has lost its say: its exit ends the attempt.
        if (message.taskId === this.#running?.task.taskId && !this.#running.verdict) {
          this.#end(message.outcome)
        }
        break
      case 'blockRead':
        this.#reads.get(message.id)?.(message.bytes)
        this.#reads.delete(message.id)
        break
      case 'fetchRemote':
      case 'fetchBroadcast':
      case 'fetchFiles':
      case 'canCommit':
      case 'findBlock':
      case 'replicateBlock':
      case 'barrierSync':
        void this.#answer(worker, message)
        break
      case 'reserveShared':
      case 'shrinkShared':
        this.#answers?.postMessage(this.#options.answerNow(message))
        Atomics.add(this.#answered, 0, 1)
        Atomics.notify(this.#answered, 0)
        break
      case 'block':
        this.#options.onBlock(message.news)
        break
      case 'uncaught':
        this.#onUncaught(fromWireError(message.error))
        break
    }
  }

  async #answer(worker: Worker, question: SlotQuestion): Promise<void> {
    try {
      const value = await this.#unlessKilled(question, this.#options.answer(question))
      this.#tell(worker, { type: 'answer', id: question.id, value })
    } catch (error) {
      this.#tell(worker, { type: 'refusal', id: question.id, error: toWireError(error) })
    }
  }

  /** Who waits for others at a barrier runs no loop that would see the kill flag. */
  #unlessKilled(question: SlotQuestion, answer: Promise<unknown>): Promise<unknown> {
    const running = this.#running
    if (question.type !== 'barrierSync' || running === undefined) return answer
    const killed = new Promise<never>((_, reject) => {
      running.stopWaiting = (reason) => reject(new Error(`killed: ${reason}`))
    })
    if (running.killReason !== undefined) running.stopWaiting?.(running.killReason)
    return Promise.race([answer, killed])
  }

  /** While an attempt runs nothing else does: what threw belongs to it. */
  #onUncaught(cause: Error): void {
    const running = this.#running
    if (running === undefined) {
      this.#options.logger.error(
        { slot: this.#index, err: cause },
        'code left behind by a task threw',
      )
      return
    }
    const error = new UncaughtInTaskError(running.task.taskId, cause)
    this.#terminate({ kind: 'ExceptionFailure', error: toWireError(error) })
  }

  #terminate(verdict: TaskFailure): void {
    if (this.#running !== undefined) this.#running.verdict ??= verdict
    void this.#worker?.terminate()
  }

  #onExit(worker: Worker, code: number, failure: Error | undefined): void {
    if (worker !== this.#worker) return
    this.#worker = undefined
    this.#answers?.close()
    this.#answers = undefined
    for (const resolve of this.#reads.values()) resolve(undefined)
    this.#reads.clear()
    if (this.#stopped) return
    const held = this.#options.memoryUse()
    this.#options.onThreadLost()
    const running = this.#running
    if (running === undefined) {
      this.#options.logger.warn(
        { slot: this.#index, code, err: failure },
        'an idle slot lost its thread',
      )
      return
    }
    const reason = running.verdict ?? this.#reasonOfExit(running.task, { code, failure, held })
    this.#end({
      state: reason.kind === 'TaskKilled' ? 'KILLED' : 'FAILED',
      reason,
      metrics: emptyTaskMetrics(),
    })
    this.start()
  }

  #reasonOfExit(task: SlotTask, { code, failure, held }: ThreadExit): TaskFailure {
    const killed = this.#running?.killReason
    if (killed !== undefined) return { kind: 'TaskKilled', reason: killed }
    const outOfMemory =
      (failure as NodeJS.ErrnoException | undefined)?.code === 'ERR_WORKER_OUT_OF_MEMORY'
    const error = outOfMemory
      ? new SlotOutOfMemoryError({
          task,
          slot: this.#index,
          heapMb: this.#options.heap.maxOldGenerationSizeMb,
          ...held,
        })
      : new SlotLostError(
          task.taskId,
          this.#index,
          failure?.message ?? `it called process.exit(${code})`,
          failure,
        )
    return { kind: 'ExceptionFailure', error: toWireError(error) }
  }

  #end(outcome: TaskOutcome): void {
    const running = this.#running
    if (running === undefined) return
    running.cancelGrace?.()
    this.#running = undefined
    this.#worker?.unref()
    this.#options.onAttemptOver()
    running.onEnd(asKilled(outcome, running.killReason))
  }
}

/** Whatever a task failed of while it was being killed, it was killed. */
function asKilled(outcome: TaskOutcome, killReason: string | undefined): TaskOutcome {
  if (outcome.state === 'FINISHED' || killReason === undefined) return outcome
  return { ...outcome, state: 'KILLED', reason: { kind: 'TaskKilled', reason: killReason } }
}
