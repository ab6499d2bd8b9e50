import type { AliveExecutors } from './pending-tasks.js'

/** Which executors there are, and on which hosts. */
export class KnownExecutors implements AliveExecutors {
  readonly #hostOf = new Map<string, string>()
  readonly #on = new Map<string, Set<string>>()

  get size(): number {
    return this.#hostOf.size
  }

  isExecutorAlive(executorId: string): boolean {
    return this.#hostOf.has(executorId)
  }

  isHostAlive(host: string): boolean {
    return this.#on.has(host)
  }

  /** False when it is known already. */
  add(executorId: string, host: string): boolean {
    if (this.#hostOf.has(executorId)) return false
    this.#hostOf.set(executorId, host)
    const there = this.#on.get(host) ?? new Set()
    this.#on.set(host, there.add(executorId))
    return true
  }

  remove(executorId: string): void {
    const host = this.#hostOf.get(executorId)
    if (host === undefined) return
    this.#hostOf.delete(executorId)
    const there = this.#on.get(host)
    there?.delete(executorId)
    if (there?.size === 0) this.#on.delete(host)
  }
}
