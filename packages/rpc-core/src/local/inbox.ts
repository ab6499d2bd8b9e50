import type { Logger } from '@firesteel/logging'
import type { EndpointIdentity } from '../endpoint-ref.js'
import { DEFERRED, type RpcCallContext } from '../endpoint.js'
import { RpcUnknownMessageError } from '../errors.js'
import type { AnyMessageType } from '../protocol.js'
import type { InboxMessage } from './inbox-message.js'
import { supervise } from './supervision.js'

type Handler = (payload: never, context: never) => unknown
type Callback<A extends unknown[]> = (...args: A) => void | Promise<void>

/** An endpoint whose types have done their work. */
export interface AnyEndpoint {
  readonly protocol: Readonly<Record<string, AnyMessageType>>
  readonly handlers: Readonly<Record<string, Handler>>
  readonly concurrent?: boolean | undefined
  onStart?: Callback<[self: never]>
  onStop?: Callback<[]>
  onConnected?: Callback<[remote: never]>
  onDisconnected?: Callback<[remote: never]>
  onNetworkError?: Callback<[error: never, remote: never]>
  onError?(error: Error): void | Promise<void>
}

/** What an inbox belongs to and whom it tells. */
export interface InboxOptions {
  readonly name: string
  readonly endpoint: AnyEndpoint
  readonly self: EndpointIdentity
  readonly logger: Logger
  /** Called whenever there may be something to do. */
  schedule(inbox: Inbox): void
  /** OnStop is about to run: the endpoint has no reference any more. */
  onStopping(): void
}

/**
 * The messages of one endpoint: onStart first, onStop last, one at a time between them unless the
 * endpoint is concurrent. A handler whose promise is pending holds the inbox.
 * @see org.apache.spark.rpc.netty.Inbox
 */
export class Inbox {
  readonly name: string
  /** Resolves when onStop is over. */
  readonly stopped: Promise<void>
  /** Kept by the dispatcher: whether its turn will come anyway. */
  isScheduled = false
  readonly #options: InboxOptions
  readonly #endpoint: AnyEndpoint
  readonly #types: ReadonlyMap<string, AnyMessageType>
  #queue: (InboxMessage | undefined)[] = [{ kind: 'start' }]
  #head = 0
  #active = 0
  #running = false
  #concurrent = false
  #stopping = false
  #over: () => void = () => {}

  constructor(options: InboxOptions) {
    this.name = options.name
    this.#options = options
    this.#endpoint = options.endpoint
    this.#types = new Map(Object.entries(options.endpoint.protocol))
    this.stopped = new Promise((resolve) => {
      this.#over = resolve
    })
    options.schedule(this)
  }

  /** Messages that wait. */
  get length(): number {
    return this.#queue.length - this.#head
  }

  get isStopping(): boolean {
    return this.#stopping
  }

  /** The message of that name, when the endpoint accepts it. */
  typeOf(name: string): AnyMessageType | undefined {
    return this.#types.get(name)
  }

  get accepted(): string[] {
    return [...this.#types.keys()]
  }

  /** Takes a message; false when the endpoint is stopping and will not read it. */
  post(message: InboxMessage): boolean {
    if (this.#stopping) return false
    this.#queue.push(message)
    if (this.#ready) this.#options.schedule(this)
    return true
  }

  /**
   * As `post`, but handled at once when nothing waits and nothing runs: for what comes from outside, on no
   * handler's stack. Most messages need no queue then.
   */
  postNow(type: AnyMessageType, payload: unknown, context: RpcCallContext<unknown>): boolean {
    if (this.#stopping) return false
    const { kind, name } = type
    if (this.#head < this.#queue.length || this.#active > 0 || this.#running) {
      return this.post({ kind, name, payload, context })
    }
    this.#running = true
    let running: Promise<void> | undefined
    try {
      const handler = this.#endpoint.handlers[name] as Handler
      const result = handler.call(this.#endpoint.handlers, payload as never, context as never)
      if (result instanceof Promise)
        running = this.#settle({ kind, name, payload, context }, result)
      else if (kind === 'ask') answer(context, result)
    } catch (error) {
      running = this.#failed({ kind, name, payload, context }, error)
    } finally {
      this.#running = false
    }
    if (running !== undefined) this.#hold(running, null)
    return true
  }

  /** Appends onStop; nothing is taken after it. */
  stop(): void {
    if (this.#stopping) return
    this.#stopping = true
    this.#concurrent = false
    this.#queue.push({ kind: 'stop' })
    this.#options.schedule(this)
  }

  /** Handles the next message if one may be handled now; whether there may be more to do. */
  step(): boolean {
    if (!this.#ready) return false
    const message = this.#queue[this.#head] as InboxMessage
    this.#queue[this.#head++] = undefined
    if (this.#head === this.#queue.length) {
      this.#queue.length = 0
      this.#head = 0
    } else if (this.#head >= 4096) {
      this.#queue = this.#queue.slice(this.#head)
      this.#head = 0
    }
    this.#running = true
    const running = this.#run(message)
    this.#running = false
    if (running !== undefined) this.#hold(running, message)
    else this.#handled(message)
    return this.#ready
  }

  /** Nothing else runs until `running` is settled, unless the endpoint is concurrent. */
  #hold(running: Promise<void>, message: InboxMessage | null): void {
    this.#active++
    const done = (): void => {
      this.#active--
      if (message !== null) this.#handled(message)
      this.#options.schedule(this)
    }
    running.then(done, done)
  }

  get #ready(): boolean {
    return this.#head < this.#queue.length && (this.#active === 0 || this.#concurrent)
  }

  #handled(message: InboxMessage): void {
    if (message.kind === 'start' && this.#endpoint.concurrent === true && !this.#stopping) {
      this.#concurrent = true
    }
    if (message.kind === 'stop') this.#over()
  }

  /** Runs what a message calls for; a promise when that takes longer. Never throws or rejects. */
  #run(message: InboxMessage): Promise<void> | undefined {
    try {
      const result = this.#invoke(message)
      if (result instanceof Promise) return this.#settle(message, result)
      if (message.kind === 'ask') answer(message.context, result)
      return undefined
    } catch (error) {
      return this.#failed(message, error)
    }
  }

  async #settle(message: InboxMessage, result: Promise<unknown>): Promise<void> {
    try {
      const value = await result
      if (message.kind === 'ask') answer(message.context, value)
    } catch (error) {
      await this.#failed(message, error)
    }
  }

  #failed(message: InboxMessage, error: unknown): Promise<void> | undefined {
    // The asker hears first: onError may take its time.
    if (message.kind === 'ask') message.context.fail(error)
    const { logger, name } = this.#options
    return supervise(this.#endpoint, error, logger.child({ endpoint: name })) ?? undefined
  }

  #invoke(message: InboxMessage): unknown {
    const endpoint = this.#endpoint
    switch (message.kind) {
      case 'send':
      case 'ask': {
        const type = this.#types.get(message.name)
        const handler = endpoint.handlers[message.name]
        if (type?.kind !== message.kind || handler === undefined) {
          const from = message.context.senderAddress.hostPort
          throw new RpcUnknownMessageError(this.name, message.name, this.accepted, from)
        }
        return handler.call(endpoint.handlers, message.payload as never, message.context as never)
      }
      case 'start':
        return endpoint.onStart?.(this.#options.self as never)
      case 'stop':
        this.#options.onStopping()
        return endpoint.onStop?.()
      case 'connected':
        return endpoint.onConnected?.(message.remote as never)
      case 'disconnected':
        return endpoint.onDisconnected?.(message.remote as never)
      case 'network-error':
        return endpoint.onNetworkError?.(message.error as never, message.remote as never)
    }
  }
}

function answer(context: RpcCallContext<unknown>, value: unknown): void {
  if (value !== DEFERRED) context.reply(value)
}
