import type { AliveExecutors } from './pending-tasks.js'

/** Which executors there are, and on which hosts. */
export class KnownExecutors implements AliveExecutors {
  readonly #hostOf = new Map<string, string>()
  readonly #slots = new Map<string, number>()
  readonly #on = new Map<string, Set<string>>()

  get size(): number {
    return this.#hostOf.size
  }

  get numHosts(): number {
    return this.#on.size
  }

  /** Slots of the largest executor. */
  get slotsPerExecutor(): number {
    return Math.max(1, ...this.#slots.values())
  }

  /** Slots of all. */
  get totalSlots(): number {
    let total = 0
    for (const slots of this.#slots.values()) total += slots
    return total
  }

  places(): { readonly executorId: string; readonly host: string }[] {
    return [...this.#hostOf].map(([executorId, host]) => ({ executorId, host }))
  }

  onHost(host: string): readonly string[] {
    return [...(this.#on.get(host) ?? [])]
  }

  isExecutorAlive(executorId: string): boolean {
    return this.#hostOf.has(executorId)
  }

  isHostAlive(host: string): boolean {
    return this.#on.has(host)
  }

  /** False when it is known already. */
  add(executorId: string, host: string, slots: number): boolean {
    if (this.#hostOf.has(executorId)) return false
    this.#slots.set(executorId, slots)
    this.#hostOf.set(executorId, host)
    const there = this.#on.get(host) ?? new Set()
    this.#on.set(host, there.add(executorId))
    return true
  }

  remove(executorId: string): void {
    const host = this.#hostOf.get(executorId)
    if (host === undefined) return
    this.#hostOf.delete(executorId)
    this.#slots.delete(executorId)
    const there = this.#on.get(host)
    there?.delete(executorId)
    if (there?.size === 0) this.#on.delete(host)
  }
}
