/**
 * Who computes which block, so that nobody else computes it at the same time.
 *
 * Nobody waits who is waited for: a holder that finds a block taken is told to compute it, too. So no
 * circle of waiting can come about, whatever the order in which blocks are asked for.
 */
export class ComputeLocks {
  readonly #holders = new Map<string, number>()
  readonly #waiting = new Map<string, (() => void)[]>()

  /**
   * `taken` when `holder` shall compute the block and say so by `release`, `spare` when it shall compute it
   * beside another; else a promise that settles when the block was kept or given up: ask again then.
   */
  take(name: string, holder: number): 'taken' | 'spare' | Promise<void> {
    const other = this.#holders.get(name)
    if (other === undefined || other === holder) {
      this.#holders.set(name, holder)
      return 'taken'
    }
    if (this.#holds(holder)) return 'spare'
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(name) ?? []
      waiting.push(resolve)
      this.#waiting.set(name, waiting)
    })
  }

  /** The block was kept, or will not be. */
  release(name: string, holder: number): void {
    if (this.#holders.get(name) !== holder) return
    this.#holders.delete(name)
    const waiting = this.#waiting.get(name) ?? []
    this.#waiting.delete(name)
    for (const wake of waiting) wake()
  }

  /** A holder is over: whatever it still held is free. */
  releaseAll(holder: number): void {
    for (const [name, each] of this.#holders) if (each === holder) this.release(name, holder)
  }

  #holds(holder: number): boolean {
    for (const each of this.#holders.values()) if (each === holder) return true
    return false
  }
}
