import type { ExecutorInfo } from '@firesteel/listener-bus'
import {
  emptyTaskMetrics,
  encodeTaskResult,
  isTaskFinished,
  type TaskDescription,
  type TaskState,
} from '@firesteel/task-messages'
import type { ExecutorLossReason } from '../executor-loss-reason.js'
import type { SchedulerBackend, TaskSource } from '../scheduler-backend.js'
import type { WorkerOffer } from '../worker-offer.js'

/** What a backend under test gets its slots from: ends a task when the suite says so. */
export interface SuiteRunner {
  readonly slots: number
  launch(task: TaskDescription, report: (state: TaskState, data: Uint8Array) => void): void
  kill(taskId: number, interruptThread: boolean, reason: string): void
  stop(): Promise<void>
}

/** Makes a backend over `scheduler` whose only executor runs tasks through `runner`; not started. */
export type CreateBackend = (
  scheduler: TaskSource,
  runner: SuiteRunner,
) => SchedulerBackend | Promise<SchedulerBackend>

/** The two things of a test library that the suite uses. */
export interface SuiteTools {
  readonly test: (name: string, body: () => Promise<void>) => void
  readonly assert: {
    is(actual: unknown, expected: unknown, message?: string): void
    equal(actual: unknown, expected: unknown, message?: string): void
    ok(actual: unknown, message?: string): void
  }
  /** Resolves when `probe` answers true; rejects after a while. */
  readonly until: (what: string, probe: () => boolean) => Promise<unknown>
}

const finished = (): Uint8Array =>
  encodeTaskResult({
    state: 'FINISHED',
    value: Uint8Array.of(7),
    metrics: emptyTaskMetrics(),
  })

/**
 * What every {@link SchedulerBackend} promises: register the cases with your test library, your backend
 * and your way to wait.
 */
export function schedulerBackendSuite(tools: SuiteTools, create: CreateBackend): void {
  const { assert, until } = tools
  const test = (name: string, body: (rig: Rig) => Promise<void>): void =>
    tools.test(name, async () => {
      const rig = new Rig(2)
      const backend = await create(rig.source, rig.runner)
      rig.backend = backend
      await backend.start()
      await until('an executor', () => rig.executors.length === 1)
      try {
        await body(rig)
      } finally {
        await backend.stop()
      }
    })

  test('introduces its executor once, with its slots', async (rig) => {
    rig.backend.reviveOffers()
    await until('an offer', () => rig.offers.length > 0)
    assert.is(rig.executors.length, 1)
    assert.is(rig.executors[0]?.info.totalCores, 2)
    assert.equal(rig.offers.at(-1)?.freeSlots, [0, 1])
  })

  test('makes offers after reviveOffers returned, not inside it', async (rig) => {
    await until('the first offer', () => rig.offers.length > 0)
    const before = rig.offers.length
    rig.backend.reviveOffers()
    assert.is(rig.offers.length, before)
    await until('an offer', () => rig.offers.length > before)
  })

  test('runs what it is given in the slot it is given, and reports each state in order', async (rig) => {
    rig.waiting.push(1)
    rig.backend.reviveOffers()
    await until('a launch', () => rig.running.size === 1)
    rig.running.get(1)?.report('RUNNING', new Uint8Array())
    rig.running.get(1)?.report('FINISHED', finished())
    await until('its end', () => rig.states.length === 2)
    assert.equal(rig.states, ['1 RUNNING', '1 FINISHED'])
    assert.equal([...(rig.results.get(1) ?? [])], [...finished()])
  })

  test('never gives a slot two tasks, and runs all however many there are', async (rig) => {
    for (let taskId = 0; taskId < 20; taskId++) rig.waiting.push(taskId)
    rig.backend.reviveOffers()
    for (let ended = 0; ended < 20; ended++) {
      await until('a running task', () => rig.running.size > 0)
      assert.ok(rig.running.size <= 2, 'no more tasks than slots')
      const slots = [...rig.running.values()].map(({ task }) => task.slot)
      assert.is(new Set(slots).size, slots.length, 'each in a slot of its own')
      const [next] = rig.running.values()
      next?.report('FINISHED', finished())
    }
    await until('all ends', () => rig.states.length === 20)
  })

  test('a task that needs two slots leaves none free', async (rig) => {
    rig.cpus = 2
    rig.waiting.push(1, 2)
    rig.backend.reviveOffers()
    await until('a launch', () => rig.running.size === 1)
    rig.running.get(1)?.report('FINISHED', finished())
    await until('the other', () => rig.running.has(2))
    assert.is(rig.running.size, 1)
  })

  test('a killed task ends with one final state, and its slot is free again', async (rig) => {
    rig.waiting.push(1)
    rig.backend.reviveOffers()
    await until('a launch', () => rig.running.size === 1)
    const executorId = rig.executors[0]?.id ?? ''
    rig.backend.killTask(99, executorId, true, 'unknown tasks are ignored')
    rig.backend.killTask(1, executorId, true, 'for a test')
    await until('its end', () => rig.states.includes('1 KILLED'))
    assert.equal(rig.killed, ['1 true for a test'])
    await until('a full offer', () => rig.offers.at(-1)?.freeSlots.length === 2)
    assert.is(rig.states.length, 1)
  })

  test('becomes ready and then knows its slots and its application', async (rig) => {
    await rig.backend.ready
    assert.is(rig.backend.isReady(), true)
    assert.is(rig.backend.defaultParallelism(), 2)
    assert.ok(rig.backend.applicationId().length > 0)
    assert.is(rig.backend.applicationId(), rig.backend.applicationId())
  })

  test('launches nothing any more once it is stopped', async (rig) => {
    await rig.backend.stop()
    rig.waiting.push(1)
    rig.backend.reviveOffers()
    await new Promise<void>((resolve) => setImmediate(resolve))
    assert.is(rig.running.size, 0)
  })
}

/** The scheduler's side and the slots' side of one backend. */
class Rig {
  backend!: SchedulerBackend
  cpus = 1
  /** Ids of tasks that take the next slot. */
  readonly waiting: number[] = []
  readonly offers: WorkerOffer[] = []
  readonly executors: { readonly id: string; readonly info: ExecutorInfo }[] = []
  readonly lost: { readonly id: string; readonly reason: ExecutorLossReason }[] = []
  readonly states: string[] = []
  readonly results = new Map<number, Uint8Array>()
  readonly killed: string[] = []
  readonly running = new Map<
    number,
    { readonly task: TaskDescription; report(state: TaskState, data: Uint8Array): void }
  >()
  readonly runner: SuiteRunner
  readonly source: TaskSource

  constructor(slots: number) {
    this.runner = {
      slots,
      launch: (task, report) => {
        const { taskId } = task
        this.running.set(taskId, {
          task,
          report: (state, data) => {
            if (isTaskFinished(state)) this.running.delete(taskId)
            report(state, data)
          },
        })
      },
      kill: (taskId, interruptThread, reason) => {
        const found = this.running.get(taskId)
        if (found === undefined) return
        this.killed.push(`${taskId} ${interruptThread} ${reason}`)
        const metrics = emptyTaskMetrics()
        const end = { state: 'KILLED', reason: { kind: 'TaskKilled', reason }, metrics } as const
        found.report('KILLED', encodeTaskResult(end))
      },
      stop: () => Promise.resolve(),
    }
    this.source = {
      resourceOffers: (offers) => offers.flatMap((offer) => this.#take(offer)),
      statusUpdate: (taskId, state, data) => {
        this.states.push(`${taskId} ${state}`)
        if (isTaskFinished(state)) this.results.set(taskId, data)
      },
      executorAdded: (id, info) => void this.executors.push({ id, info }),
      executorLost: (id, reason) => void this.lost.push({ id, reason }),
      workerRemoved: () => {},
      executorLeaves: () => {},
      abortTaskSet: () => {},
      error: () => {},
    }
  }

  #take(offer: WorkerOffer): TaskDescription[] {
    this.offers.push(offer)
    const tasks: TaskDescription[] = []
    for (let at = 0; at + this.cpus <= offer.freeSlots.length; at += this.cpus) {
      const taskId = this.waiting.shift()
      if (taskId === undefined) break
      tasks.push(this.#task(taskId, offer.executorId, offer.freeSlots[at] as number))
    }
    return tasks
  }

  #task(taskId: number, executorId: string, slot: number): TaskDescription {
    return {
      taskId,
      attemptNumber: 0,
      executorId,
      slot,
      name: `task ${taskId}`,
      index: taskId,
      partitionId: taskId,
      stageId: 0,
      stageAttemptId: 0,
      jobId: 0,
      cpus: this.cpus,
      properties: {},
      binaryId: 'b',
      binary: new Uint8Array(),
      partition: new Uint8Array(),
      inputs: new Uint8Array(),
    }
  }
}
