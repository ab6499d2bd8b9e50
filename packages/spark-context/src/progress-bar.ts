import type { Clock } from '@firesteel/clock'
import type { ListenerBus } from '@firesteel/listener-bus'

/** A terminal, or what stands for one. */
export interface ProgressOutput {
  write(text: string): unknown
  readonly columns?: number | undefined
}

interface StageProgress {
  readonly attempt: number
  readonly numTasks: number
  readonly submittedAt: number
  finished: number
  running: number
}

/** Milliseconds between two drawings. */
const PERIOD_MS = 200
/** Stages that are over sooner than this are never shown. */
const FIRST_AFTER_MS = 500
const DEFAULT_COLUMNS = 80
const MAX_STAGES = 3

/**
 * Shows how far the running stages are, on one line that is drawn over: `[Stage 1:=====>   (5 + 3) / 10]`.
 * @see org.apache.spark.ui.ConsoleProgressBar
 */
export class ProgressBar {
  readonly #stages = new Map<number, StageProgress>()
  readonly #output: ProgressOutput
  readonly #clock: Clock
  readonly #cancel: () => void
  #shown = false

  constructor(bus: Pick<ListenerBus, 'on'>, clock: Clock, output: ProgressOutput) {
    this.#output = output
    this.#clock = clock
    bus.on('stageSubmitted', ({ stage }) => {
      this.#stages.set(stage.stageId, {
        attempt: stage.stageAttemptId,
        numTasks: stage.numTasks,
        submittedAt: clock.now(),
        finished: 0,
        running: 0,
      })
    })
    bus.on('taskStart', (event) => this.#count(event, 1, 0))
    bus.on('taskEnd', (event) => this.#count(event, -1, event.reason.kind === 'Success' ? 1 : 0))
    bus.on('stageCompleted', ({ stage }) => {
      this.#stages.delete(stage.stageId)
      if (this.#stages.size === 0) this.#clear()
    })
    this.#cancel = clock.every(PERIOD_MS, () => this.#draw())
  }

  /** Removes the line and draws no more. */
  stop(): void {
    this.#cancel()
    this.#clear()
  }

  #count(
    { stageId, stageAttemptId }: { readonly stageId: number; readonly stageAttemptId: number },
    running: number,
    finished: number,
  ): void {
    const stage = this.#stages.get(stageId)
    if (stage?.attempt !== stageAttemptId) return
    stage.running += running
    stage.finished += finished
  }

  #draw(): void {
    const old = this.#clock.now() - FIRST_AFTER_MS
    const shown = [...this.#stages].filter(([, stage]) => stage.submittedAt <= old)
    if (shown.length === 0) return
    const columns = (this.#output.columns ?? DEFAULT_COLUMNS) - 1
    const some = shown.slice(0, MAX_STAGES)
    const width = Math.floor(columns / some.length)
    this.#output.write(`\r${some.map(([id, stage]) => barOf(id, stage, width)).join('')}`)
    this.#shown = true
  }

  #clear(): void {
    if (!this.#shown) return
    this.#shown = false
    this.#output.write(`\r${' '.repeat((this.#output.columns ?? DEFAULT_COLUMNS) - 1)}\r`)
  }
}

function barOf(stageId: number, stage: StageProgress, width: number): string {
  const header = `[Stage ${stageId}:`
  const tail = `(${stage.finished} + ${stage.running}) / ${stage.numTasks}]`
  const room = width - header.length - tail.length
  if (room <= 0) return `${header}${tail}`
  const done = Math.floor((room * stage.finished) / Math.max(1, stage.numTasks))
  const bar = done < room ? `${'='.repeat(done)}>${' '.repeat(room - done - 1)}` : '='.repeat(room)
  return `${header}${bar}${tail}`
}
