import type { AbortableAsk, AskOptions } from '../endpoint-ref.js'
import { AskTimeoutError } from '../errors.js'
import { checkPayload } from '../local/check-payload.js'
import type { RequestType } from '../protocol.js'
import type { Deadline, Lane } from './ask-deadlines.js'
import type { PeerLink } from './peer-link.js'
import type { PendingCall, PendingCalls } from './pending-calls.js'
import type { RoutedRef } from './routed-ref.js'

/** What every ask of an environment shares. */
export interface AskMeans {
  readonly askTimeoutMs: number
  readonly askTimeoutSetting: string
  decode(bytes: Buffer, at: number, end: number, link: PeerLink | null): unknown
  lane(delayMs: number): Lane
}

/** One ask on its way: settles once, whatever comes first of answer, failure, time-out and abort. */
export class AskCall implements PendingCall, Deadline, AbortableAsk<unknown> {
  readonly reply: Promise<unknown>
  /** The link it went over, when it went over one. */
  link: PeerLink | null = null
  dueAt = 0
  before: Deadline | null = null
  after: Deadline | null = null
  readonly #means: AskMeans
  readonly #to: RoutedRef
  readonly #type: RequestType<string, unknown, unknown>
  readonly #options: AskOptions
  readonly #lane: Lane | null
  #resolve!: (value: unknown) => void
  #reject!: (error: Error) => void
  #pending: PendingCalls | null = null
  #id = 0
  #settled = false

  constructor(
    means: AskMeans,
    to: RoutedRef,
    type: RequestType<string, unknown, unknown>,
    options: AskOptions,
  ) {
    this.#means = means
    this.#to = to
    this.#type = type
    this.#options = options
    this.reply = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    const timeoutMs = options.timeoutMs ?? means.askTimeoutMs
    this.#lane = Number.isFinite(timeoutMs) ? means.lane(timeoutMs) : null
    this.#lane?.add(this)
  }

  /** Whether nobody waits any more: then it need not be sent. */
  get settled(): boolean {
    return this.#settled
  }

  /** Takes a place among the outstanding requests of a connection; the id of the request. */
  sentOver(pending: PendingCalls): number {
    this.#pending = pending
    this.#id = pending.add(this)
    return this.#id
  }

  settle(bytes: Buffer, at: number, end: number): void {
    if (!this.#finish()) return
    try {
      const value = this.#means.decode(bytes, at, end, this.link)
      this.#resolve(checkPayload(this.#type.name, 'reply', this.#type.reply, value))
    } catch (error) {
      this.#reject(error as Error)
    }
  }

  /** Settles with a value that never left this process. */
  succeed(value: unknown): void {
    if (this.#finish()) this.#resolve(value)
  }

  fail(error: Error): void {
    if (!this.#finish()) return
    this.#pending?.forget(this.#id)
    this.#reject(error)
  }

  abort(error: Error): void {
    this.fail(error)
  }

  onDue(): void {
    const { timeoutMs, timeoutSetting } = this.#options
    const receiver = this.#to.address?.hostPort ?? this.link?.name ?? this.#to.uri
    const own =
      timeoutMs === undefined ? this.#means.askTimeoutSetting : 'the timeoutMs of this ask'
    const afterMs = timeoutMs ?? this.#means.askTimeoutMs
    this.fail(new AskTimeoutError(receiver, afterMs, timeoutSetting ?? own))
  }

  #finish(): boolean {
    if (this.#settled) return false
    this.#settled = true
    this.#lane?.remove(this)
    return true
  }
}
