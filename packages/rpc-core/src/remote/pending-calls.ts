/** An ask that waits for its answer. */
export interface PendingCall {
  /** The body of an RpcResponse. */
  settle(bytes: Buffer, at: number, end: number): void
  fail(error: Error): void
}

/** Which requests of a connection have no answer yet. */
export class PendingCalls {
  readonly #calls = new Map<number, PendingCall>()
  #lastId = 0

  get size(): number {
    return this.#calls.size
  }

  /** Remembers a call under a new id. */
  add(call: PendingCall): number {
    const id = ++this.#lastId
    this.#calls.set(id, call)
    return id
  }

  /** The call that waits under this id, which from now on does not. */
  take(id: number): PendingCall | undefined {
    const call = this.#calls.get(id)
    if (call !== undefined) this.#calls.delete(id)
    return call
  }

  forget(id: number): void {
    this.#calls.delete(id)
  }

  failAll(error: Error): void {
    const calls = [...this.#calls.values()]
    this.#calls.clear()
    for (const call of calls) call.fail(error)
  }
}
