import type { MessagePort } from 'node:worker_threads'
import { fromWireError } from '@firesteel/errors'
import type { FromSlot, ToSlot } from './slot-messages.js'

type Question = Extract<
  FromSlot,
  { readonly type: 'fetchRemote' | 'fetchCached' | 'fetchBroadcast' | 'canCommit' }
>
type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never

/** A slot's way to its executor's main thread: statements, and questions with their answers. */
export class ParentLink {
  readonly #port: MessagePort
  readonly #asked = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  #lastId = 0

  constructor(port: MessagePort) {
    this.#port = port
  }

  tell(message: FromSlot): void {
    this.#port.postMessage(message)
  }

  /** Asks and resolves with the answer, whose type the question's name promises. */
  ask<R>(question: WithoutId<Question>): Promise<R> {
    const id = ++this.#lastId
    return new Promise<R>((resolve, reject) => {
      this.#asked.set(id, { resolve: (value) => resolve(value as R), reject })
      this.tell({ ...question, id })
    })
  }

  /** Gives an answer to the question that waits for it. */
  settle(answer: Extract<ToSlot, { readonly type: 'answer' | 'refusal' }>): void {
    const waiting = this.#asked.get(answer.id)
    this.#asked.delete(answer.id)
    if (answer.type === 'answer') waiting?.resolve(answer.value)
    else waiting?.reject(fromWireError(answer.error))
  }
}
