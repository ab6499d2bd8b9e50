import type { EndpointRef } from '@firesteel/rpc-core'
import { type ExecutorProtocol, LaunchTask, LaunchTasks } from '@firesteel/task-messages'

type Executor = EndpointRef<ExecutorProtocol>

interface Letter {
  readonly tasks: Uint8Array[]
  bytes: number
}

/** The tasks of one round of offers, by executor: what goes to one of them is one message. */
export class LaunchMail {
  readonly #maxBytes: number
  readonly #letters = new Map<Executor, Letter>()

  /** A message holds fewer than `maxBytes`. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** Adds an encoded task, which fits into a message by itself. */
  add(executor: Executor, task: Uint8Array): void {
    const letter = this.#letters.get(executor)
    if (letter !== undefined && letter.bytes + task.length < this.#maxBytes) {
      letter.tasks.push(task)
      letter.bytes += task.length
      return
    }
    if (letter !== undefined) post(executor, letter)
    this.#letters.set(executor, { tasks: [task], bytes: task.length })
  }

  /** Sends what was added; to each executor in the order in which it was. */
  send(): void {
    for (const [executor, letter] of this.#letters) post(executor, letter)
    this.#letters.clear()
  }
}

function post(executor: Executor, { tasks }: Letter): void {
  const [first] = tasks
  if (tasks.length > 1) executor.send(LaunchTasks, { tasks })
  else if (first !== undefined) executor.send(LaunchTask, { data: first })
}
