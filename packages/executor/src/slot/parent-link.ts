import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import { fromWireError } from '@firesteel/errors'
import type { Reserved } from './block-news.js'
import type { FromSlot, SlotQuestion, SynchronousQuestion, ToSlot } from './slot-messages.js'

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never

/** How a slot hears while it runs a task: a port of its own, and a number that grows with each answer. */
export interface SynchronousAnswers {
  readonly port: MessagePort
  readonly signal: Int32Array
}

/** A slot's way to its executor's main thread: statements, and questions with their answers. */
export class ParentLink {
  readonly #port: MessagePort
  readonly #asked = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  #lastId = 0
  readonly #answers: SynchronousAnswers

  constructor(port: MessagePort, answers: SynchronousAnswers) {
    this.#port = port
    this.#answers = answers
  }

  tell(message: FromSlot): void {
    this.#port.postMessage(message)
  }

  /** Asks and resolves with the answer, whose type the question's name promises. */
  ask<R>(question: WithoutId<SlotQuestion>): Promise<R> {
    const id = ++this.#lastId
    return new Promise<R>((resolve, reject) => {
      this.#asked.set(id, { resolve: (value) => resolve(value as R), reject })
      this.tell({ ...question, id })
    })
  }

  /** Asks and blocks this thread until the main thread, which never runs code of tasks, has answered. */
  wait(question: SynchronousQuestion): Reserved {
    const { port, signal } = this.#answers
    const before = Atomics.load(signal, 0)
    this.tell(question)
    for (;;) {
      const answer = receiveMessageOnPort(port)
      if (answer !== undefined) return answer.message as Reserved
      Atomics.wait(signal, 0, before)
    }
  }

  /** Gives an answer to the question that waits for it. */
  settle(answer: Extract<ToSlot, { readonly type: 'answer' | 'refusal' }>): void {
    const waiting = this.#asked.get(answer.id)
    this.#asked.delete(answer.id)
    if (answer.type === 'answer') waiting?.resolve(answer.value)
    else waiting?.reject(fromWireError(answer.error))
  }
}
