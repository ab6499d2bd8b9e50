/** Which executors have which stage binaries, so that each is sent once per executor. */
export class SentBinaries {
  readonly #byExecutor = new Map<string, Set<string>>()

  /** Whether `executorId` has it already; from now on it does. */
  take(executorId: string, binaryId: string): boolean {
    let sent = this.#byExecutor.get(executorId)
    if (sent === undefined) this.#byExecutor.set(executorId, (sent = new Set()))
    if (sent.has(binaryId)) return true
    sent.add(binaryId)
    return false
  }

  forgetExecutor(executorId: string): void {
    this.#byExecutor.delete(executorId)
  }

  /** The binary's task set is over. */
  forgetBinary(binaryId: string): void {
    for (const sent of this.#byExecutor.values()) sent.delete(binaryId)
  }

  /** Pairs remembered. */
  get size(): number {
    let size = 0
    for (const sent of this.#byExecutor.values()) size += sent.size
    return size
  }
}
