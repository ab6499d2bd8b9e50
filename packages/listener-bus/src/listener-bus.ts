import { errorFrom } from '@firesteel/errors'
import { type Logger, silentLogger } from '@firesteel/logging'
import { EventEmitter } from 'eventemitter3'
import type { EventOf, EventType, SparkListenerEvent } from './events.js'

/** Hears of one kind of event; the next one waits until its promise, if it returns one, settles. */
export type EventListener<T extends EventType> = (event: EventOf<T>) => void | Promise<void>

/**
 * Hears of the events it has a method for: `onJobStart(event)`, `onTaskEnd(event)`, …, and of every one
 * if it has `onEvent`. @see org.apache.spark.scheduler.SparkListener
 */
export type SparkListener = {
  readonly [T in EventType as `on${Capitalize<T>}`]?: EventListener<T>
} & { onEvent?(event: SparkListenerEvent): void | Promise<void> }

/** What a bus is made of. */
export interface ListenerBusOptions {
  readonly logger?: Logger | undefined
  /** Events that one queue holds before it drops the newest; 10,000 unless said. */
  readonly capacity?: number | undefined
}

const DEFAULT_CAPACITY = 10_000
const EVERY = 'every event'

/**
 * Tells listeners what happened, later, in order, at most once.
 *
 * Each queue has its own listeners and its own bounded backlog: a slow one delays and loses only its own
 * events, and a listener that throws is logged and goes on hearing. `post` never runs a listener.
 * @see org.apache.spark.scheduler.LiveListenerBus
 */
export class ListenerBus {
  readonly #queues = new Map<string, Queue>()
  readonly #logger: Logger
  readonly #capacity: number
  #stopped = false

  constructor(options: ListenerBusOptions = {}) {
    this.#logger = options.logger ?? silentLogger
    this.#capacity = options.capacity ?? DEFAULT_CAPACITY
  }

  /** Adds a listener to a queue (`shared` unless named); returns what removes it. */
  addListener(listener: SparkListener, queue = 'shared'): () => void {
    const removals = namesOf(listener).flatMap((name) => {
      const method: unknown = (listener as Readonly<Record<string, unknown>>)[name]
      if (typeof method !== 'function' || !name.startsWith('on')) return []
      const type =
        name === 'onEvent' ? EVERY : `${name.charAt(2).toLowerCase()}${name.slice('onX'.length)}`
      return [this.#queue(queue).listen(type, (event) => method.call(listener, event as never))]
    })
    return () => removals.forEach((remove) => remove())
  }

  /** Hears of one kind of event; returns what removes it. */
  on<T extends EventType>(type: T, listener: EventListener<T>, queue = 'shared'): () => void {
    return this.#queue(queue).listen(type, (event) => listener(event as EventOf<T>))
  }

  /** Queues an event; ignored after `stop`. */
  post(event: SparkListenerEvent): void {
    if (this.#stopped) return
    for (const queue of this.#queues.values()) queue.post(event)
  }

  /** Settles when everything posted so far was heard. */
  async drained(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.drained()))
  }

  /** Takes no more events; settles when those taken were heard. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.drained()
  }

  /** Events lost because a queue was full, by queue. */
  get dropped(): ReadonlyMap<string, number> {
    return new Map([...this.#queues].map(([name, queue]) => [name, queue.dropped]))
  }

  #queue(name: string): Queue {
    let queue = this.#queues.get(name)
    if (queue === undefined) {
      queue = new Queue(name, this.#logger, this.#capacity)
      this.#queues.set(name, queue)
    }
    return queue
  }
}

type AnyListener = (event: SparkListenerEvent) => void | Promise<void>

/** The events between `post` and one group of listeners. */
class Queue {
  readonly #name: string
  readonly #logger: Logger
  readonly #capacity: number
  readonly #emitter = new EventEmitter<string>()
  #events: SparkListenerEvent[] = []
  #draining: Promise<void> | undefined
  #heard: Promise<void>[] = []
  dropped = 0

  constructor(name: string, logger: Logger, capacity: number) {
    this.#name = name
    this.#logger = logger
    this.#capacity = capacity
  }

  listen(type: string, listener: AnyListener): () => void {
    const safely = (event: SparkListenerEvent): void => {
      try {
        const heard = listener(event)
        if (heard instanceof Promise) this.#heard.push(heard.catch((error) => this.#failed(error)))
      } catch (error) {
        this.#failed(error)
      }
    }
    this.#emitter.on(type, safely)
    return () => void this.#emitter.off(type, safely)
  }

  post(event: SparkListenerEvent): void {
    if (this.#events.length >= this.#capacity) {
      // Said once: what fills a queue fills it for long, and the count is kept.
      if (this.dropped++ === 0) {
        this.#logger.error(
          { queue: this.#name, capacity: this.#capacity },
          'dropping events: the listeners of this queue are slower than what happens',
        )
      }
      return
    }
    this.#events.push(event)
    this.#draining ??= this.#drain()
  }

  async drained(): Promise<void> {
    await this.#draining
  }

  async #drain(): Promise<void> {
    // A turn of the event loop, so that no listener runs inside `post`.
    await new Promise<void>((resolve) => setImmediate(resolve))
    let next = 0
    for (; next < this.#events.length; next++) {
      const event = this.#events[next] as SparkListenerEvent
      this.#emitter.emit(event.type, event)
      this.#emitter.emit(EVERY, event)
      if (this.#heard.length > 0) {
        const heard = this.#heard
        this.#heard = []
        this.#events.splice(0, next + 1)
        next = -1
        await Promise.all(heard)
      }
    }
    this.#events = []
    this.#draining = undefined
  }

  #failed(error: unknown): void {
    this.#logger.error({ err: errorFrom(error), queue: this.#name }, 'a listener failed')
  }
}

/** The names of what an object has, its own and those of its classes. */
function namesOf(value: object): string[] {
  const names = new Set<string>()
  for (let at: object | null = value; at !== null && at !== Object.prototype; ) {
    for (const name of Object.getOwnPropertyNames(at)) names.add(name)
    at = Object.getPrototypeOf(at) as object | null
  }
  return [...names]
}
