import { errorFrom } from '@firesteel/errors'
import type { Logger } from '@firesteel/logging'
import type { EndpointRef, PayloadOf, Protocol, SendOf } from '@firesteel/rpc-core'
import type { PersistenceEngine } from './recovery/persistence-engine.js'
import type { StoredRecord } from './recovery/records.js'

/**
 * Does what handlers said, in the order in which they said it: nothing overtakes a record that is
 * still being written. A record that cannot be written is an error in the log; the cluster goes on.
 */
export class Effects {
  readonly #persistence: PersistenceEngine
  readonly #logger: Logger
  #waiting: (() => void)[] = []
  #writes = 0
  #settled: Promise<void> = Promise.resolve()
  #settle: () => void = () => {}

  constructor(persistence: PersistenceEngine, logger: Logger) {
    this.#persistence = persistence
    this.#logger = logger
  }

  /** Resolves when everything said so far is done; undefined when it is already. */
  get pending(): Promise<void> | undefined {
    return this.#writes === 0 ? undefined : this.#settled
  }

  send<P extends Protocol, M extends SendOf<P>>(
    to: EndpointRef<P>,
    type: M,
    payload: PayloadOf<M>,
  ): void {
    if (this.#writes === 0) to.send(type, payload)
    else this.#waiting.push(() => to.send(type, payload))
  }

  persist(record: StoredRecord): void {
    this.#write(() => this.#persistence.persist(record.name, record.value), record.name)
  }

  unpersist(name: string): void {
    this.#write(() => this.#persistence.unpersist(name), name)
  }

  #write(action: () => Promise<void>, record: string): void {
    if (this.#writes++ === 0) this.#settled = new Promise((resolve) => (this.#settle = resolve))
    // The engine keeps the order of its calls, so the write may begin at once; only sends must wait.
    void (async () => action())()
      .catch((error: unknown) => {
        const { message } = errorFrom(error)
        this.#logger.error({ record, error: message }, 'the record of this change is not stored')
      })
      .finally(() => this.#written())
  }

  #written(): void {
    if (--this.#writes > 0) return
    const due = this.#waiting
    this.#waiting = []
    for (const send of due) send()
    this.#settle()
  }
}
