import type { Clock } from '@firesteel/clock'
import { errorFrom } from '@firesteel/errors'
import type { Logger } from '@firesteel/logging'
import type { EndpointIdentity } from '../endpoint-ref.js'
import {
  RpcEndpointExistsError,
  RpcEndpointNotFoundError,
  RpcEndpointStoppedError,
  RpcEnvStoppedError,
} from '../errors.js'
import { type AnyEndpoint, Inbox } from './inbox.js'
import type { InboxMessage } from './inbox-message.js'

/**
 * How long messages are handled before timers and other sockets get their turn. Long enough to empty the
 * inboxes of what one turn reads: messages that have to wait are what the garbage collector has to carry.
 */
const TURN_MS = 10
const MESSAGES_PER_TURN = 16_384
const MESSAGES_PER_LOOK = 128

/**
 * Which endpoint has which inbox, and whose turn it is.
 * @see org.apache.spark.rpc.netty.Dispatcher
 */
export class Dispatcher {
  readonly #logger: Logger
  readonly #clock: Clock
  readonly #inboxes = new Map<string, Inbox>()
  readonly #stopping = new Set<Inbox>()
  readonly #crowded = new Set<() => void>()
  #ready: Inbox[] = []
  #scheduled = false
  #budget = MESSAGES_PER_TURN
  #turnEndsAt = 0
  #refilling = false
  #stopped = false

  constructor(logger: Logger, clock: Clock) {
    this.#logger = logger
    this.#clock = clock
  }

  /** Registers an endpoint; its onStart is queued at once. */
  register(name: string, endpoint: AnyEndpoint, self: EndpointIdentity): void {
    if (this.#stopped) throw new RpcEnvStoppedError('RpcEnv has been stopped')
    if (this.#inboxes.has(name)) throw new RpcEndpointExistsError(name)
    const inbox: Inbox = new Inbox({
      name,
      endpoint,
      self,
      logger: this.#logger,
      schedule: this.#schedule,
      onStopping: () => {},
    })
    this.#inboxes.set(name, inbox)
  }

  /** Whether an endpoint of that name is registered now. */
  has(name: string): boolean {
    return this.#inboxes.has(name)
  }

  /** The inbox of that name; throws what a sender should hear when there is none. */
  inbox(name: string, uri = name): Inbox {
    if (this.#stopped) throw new RpcEnvStoppedError()
    const inbox = this.#inboxes.get(name)
    if (inbox === undefined) throw new RpcEndpointNotFoundError(uri)
    return inbox
  }

  /** Puts a message into an inbox; an ask that nobody will read is answered with an error. */
  post(name: string, uri: string, message: InboxMessage): void {
    try {
      if (!this.inbox(name, uri).post(message)) throw new RpcEndpointStoppedError(name)
    } catch (error) {
      if (message.kind === 'ask') message.context.fail(error)
      else this.#dropped(name, error)
    }
  }

  /** Puts a message into every inbox. */
  postToAll(message: InboxMessage): void {
    for (const inbox of this.#inboxes.values()) inbox.post(message)
  }

  /** Unregisters an endpoint; its onStop comes after what it already holds. */
  stop(name: string): void {
    const inbox = this.#inboxes.get(name)
    if (inbox === undefined) return
    this.#inboxes.delete(name)
    this.#stopping.add(inbox)
    void inbox.stopped.then(() => this.#stopping.delete(inbox))
    inbox.stop()
  }

  /** Stops every endpoint; resolves when each onStop is over. */
  async stopAll(): Promise<void> {
    this.#stopped = true
    for (const name of this.#inboxes.keys()) this.stop(name)
    await Promise.all([...this.#stopping].map((inbox) => inbox.stopped))
  }

  /** Whether the environment shuts down, or has. */
  get isStopped(): boolean {
    return this.#stopped
  }

  /** The endpoints whose onStop is not over. */
  get unfinished(): string[] {
    return [...this.#stopping].map((inbox) => inbox.name)
  }

  /** Calls `action` once, after the next turn in which messages were handled. */
  whenLessCrowded(action: () => void): void {
    this.#crowded.add(action)
  }

  readonly #schedule = (inbox: Inbox): void => {
    if (inbox.isScheduled) return
    inbox.isScheduled = true
    this.#ready.push(inbox)
    if (this.#scheduled) return
    this.#scheduled = true
    if (this.#budget > 0) queueMicrotask(this.#pump)
    else setImmediate(this.#pump)
  }

  readonly #pump = (): void => {
    if (!this.#refilling) {
      this.#refilling = true
      this.#turnEndsAt = this.#clock.now() + TURN_MS
      setImmediate(this.#refill)
    }
    while (this.#ready.length > 0 && this.#budget > 0) {
      const ready = this.#ready
      this.#ready = []
      for (let index = 0; index < ready.length; index++) {
        const inbox = ready[index] as Inbox
        let more = true
        while (more && this.#budget > 0) {
          more = this.#step(inbox)
          if (--this.#budget % MESSAGES_PER_LOOK === 0) this.#look()
        }
        inbox.isScheduled = more
        if (more) this.#ready.push(inbox)
      }
    }
    this.#scheduled = this.#ready.length > 0
    if (this.#scheduled) setImmediate(this.#pump)
    this.#lessCrowded()
  }

  #look(): void {
    if (this.#clock.now() >= this.#turnEndsAt) this.#budget = 0
  }

  readonly #refill = (): void => {
    this.#refilling = false
    this.#budget = MESSAGES_PER_TURN
  }

  #step(inbox: Inbox): boolean {
    try {
      return inbox.step()
    } catch (error) {
      this.#logger.error({ err: error, endpoint: inbox.name }, 'a message loop failed; it goes on')
      return true
    }
  }

  #lessCrowded(): void {
    if (this.#crowded.size === 0) return
    const actions = [...this.#crowded]
    this.#crowded.clear()
    for (const action of actions) action()
  }

  #dropped(name: string, error: unknown): void {
    const facts = { endpoint: name, why: errorFrom(error).message }
    if (this.#stopped)
      this.#logger.debug(facts, 'a message was dropped: the environment is stopped')
    else this.#logger.error(facts, 'a message was dropped')
  }
}
