import type { Lineage } from '../lineage.js'

/** Which datasets running jobs reach: what is behind those must not change under them. */
export class DatasetsInUse {
  readonly #jobs = new Set<Lineage>()
  #waiting: { readonly node: Lineage; readonly change: () => void }[] = []

  /** Settles as `work` does; while it runs, everything behind `rdd` is in use. */
  async during<T>(rdd: Lineage, work: () => Promise<T>): Promise<T> {
    // A handle of its own: two jobs may be over one dataset.
    const job = { ...rdd, parents: [rdd] }
    this.#jobs.add(job)
    try {
      return await work()
    } finally {
      this.#jobs.delete(job)
      const waiting = this.#waiting
      this.#waiting = []
      for (const { node, change } of waiting) this.whenUnused(node, change)
    }
  }

  /** Makes a change to a dataset: at once, or as soon as no job reaches it. */
  whenUnused(node: Lineage, change: () => void): void {
    if ([...this.#jobs].some((job) => reaches(job, node))) this.#waiting.push({ node, change })
    else change()
  }
}

function reaches(from: Lineage, wanted: Lineage): boolean {
  const seen = new Set<Lineage>()
  const stack = [from]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node === wanted) return true
    if (seen.has(node)) continue
    seen.add(node)
    stack.push(...node.parents)
  }
  return false
}
