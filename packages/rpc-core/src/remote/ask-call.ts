import type { Cancel } from '@firesteel/clock'
import type { RequestType } from '../protocol.js'
import { checkPayload } from '../local/check-payload.js'
import type { PendingCall, PendingCalls } from './pending-calls.js'

/** One ask on its way: settles once, whatever comes first of answer, failure, time-out and abort. */
export class AskCall implements PendingCall {
  readonly reply: Promise<unknown>
  readonly #type: RequestType<string, unknown, unknown>
  readonly #decode: (bytes: Buffer, at: number, end: number) => unknown
  #resolve!: (value: unknown) => void
  #reject!: (error: Error) => void
  #cancelTimer: Cancel | null = null
  #pending: PendingCalls | null = null
  #id = 0
  #settled = false

  constructor(
    type: RequestType<string, unknown, unknown>,
    decode: (bytes: Buffer, at: number, end: number) => unknown,
  ) {
    this.#type = type
    this.#decode = decode
    this.reply = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  /** Whether nobody waits any more: then it need not be sent. */
  get settled(): boolean {
    return this.#settled
  }

  /** Fails the call with what `error` makes, when nothing came before `cancel` is called. */
  failLater(cancel: Cancel): void {
    this.#cancelTimer = cancel
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
      const value = this.#decode(bytes, at, end)
      this.#resolve(checkPayload(this.#type.name, 'reply', this.#type.reply, value))
    } catch (error) {
      this.#reject(error as Error)
    }
  }

  /** Settles with a value that never left this process. */
  succeed(value: unknown): void {
    if (this.#finish()) this.#resolve(value)
  }

  abort(error: Error): void {
    this.fail(error)
  }

  fail(error: Error): void {
    if (!this.#finish()) return
    this.#pending?.forget(this.#id)
    this.#reject(error)
  }

  #finish(): boolean {
    if (this.#settled) return false
    this.#settled = true
    this.#cancelTimer?.()
    return true
  }
}
