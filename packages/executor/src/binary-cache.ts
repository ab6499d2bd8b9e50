import type { SlotTask } from '@firesteel/task/runtime'

/** Far more stages than any job has at once; the driver sends a stage's binary once only. */
const KEPT = 1_000

/** The binaries of recent stages: an executor gets each once, its slots with every attempt. */
export class BinaryCache {
  readonly #binaries = new Map<string, Uint8Array>()

  /** The binary of an attempt, the one it brought or the one an earlier attempt did. */
  of(task: SlotTask): Uint8Array {
    const { binaryId } = task
    const binary = task.binary ?? this.#binaries.get(binaryId)
    if (binary === undefined) {
      throw new Error(
        `invariant broken: task ${task.taskId} came without its stage's binary ${binaryId}`,
      )
    }
    this.#binaries.delete(binaryId)
    this.#binaries.set(binaryId, binary)
    const [oldest] = this.#binaries.keys()
    if (this.#binaries.size > KEPT && oldest !== undefined) this.#binaries.delete(oldest)
    return binary
  }
}
