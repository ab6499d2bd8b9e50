import { inspect } from 'node:util'

/** How a {@link StatCounter} travels. */
export type StatRow = readonly [count: number, mean: number, m2: number, max: number, min: number]

/**
 * Count, mean, variance, minimum and maximum of numbers, in one pass that loses little precision.
 * Two of them become one as if all numbers had been added to one.
 *
 * Of no numbers the mean is 0, the variances are NaN, the maximum is -Infinity and the minimum Infinity.
 * @see org.apache.spark.util.StatCounter
 */
export class StatCounter {
  #count = 0
  #mean = 0
  /** Sum of squared distances from the mean. */
  #m2 = 0
  #max = Number.NEGATIVE_INFINITY
  #min = Number.POSITIVE_INFINITY

  constructor(values: Iterable<number> = []) {
    for (const value of values) this.add(value)
  }

  /** What {@link toRow} made. */
  static fromRow([count, mean, m2, max, min]: StatRow): StatCounter {
    const stats = new StatCounter()
    stats.#count = count
    stats.#mean = mean
    stats.#m2 = m2
    stats.#max = max
    stats.#min = min
    return stats
  }

  toRow(): StatRow {
    return [this.#count, this.#mean, this.#m2, this.#max, this.#min]
  }

  add(value: number): this {
    const distance = value - this.#mean
    this.#count += 1
    this.#mean += distance / this.#count
    this.#m2 += distance * (value - this.#mean)
    this.#max = Math.max(this.#max, value)
    this.#min = Math.min(this.#min, value)
    return this
  }

  merge(other: StatCounter): this {
    if (other.#count === 0) return this
    const [mine, theirs] = [this.#count, other.#count]
    const distance = other.#mean - this.#mean
    const both = mine + theirs
    this.#mean =
      mine === 0
        ? other.#mean
        : theirs * 10 < mine
          ? this.#mean + (distance * theirs) / both
          : mine * 10 < theirs
            ? other.#mean - (distance * mine) / both
            : (this.#mean * mine + other.#mean * theirs) / both
    this.#m2 += other.#m2 + (mine === 0 ? 0 : (distance * distance * mine * theirs) / both)
    this.#count = both
    this.#max = Math.max(this.#max, other.#max)
    this.#min = Math.min(this.#min, other.#min)
    return this
  }

  get count(): number {
    return this.#count
  }

  get mean(): number {
    return this.#mean
  }

  get sum(): number {
    return this.#count * this.#mean
  }

  get max(): number {
    return this.#max
  }

  get min(): number {
    return this.#min
  }

  /** Of the numbers as the whole population; NaN of none. */
  get popVariance(): number {
    return this.#count === 0 ? Number.NaN : this.#m2 / this.#count
  }

  /** Of the numbers as a sample of a population: divided by one less; NaN of fewer than two. */
  get sampleVariance(): number {
    return this.#count <= 1 ? Number.NaN : this.#m2 / (this.#count - 1)
  }

  /** As {@link popVariance}. */
  get variance(): number {
    return this.popVariance
  }

  get popStdev(): number {
    return Math.sqrt(this.popVariance)
  }

  get sampleStdev(): number {
    return Math.sqrt(this.sampleVariance)
  }

  /** As {@link popStdev}. */
  get stdev(): number {
    return this.popStdev
  }

  toString(): string {
    const shown = [
      `count: ${this.#count}`,
      `mean: ${this.mean.toFixed(6)}`,
      `stdev: ${this.stdev.toFixed(6)}`,
      `max: ${this.max.toFixed(6)}`,
      `min: ${this.min.toFixed(6)}`,
    ]
    return `(${shown.join(', ')})`
  }

  /** What `console.log` shows. */
  [inspect.custom](): string {
    return `StatCounter ${this.toString()}`
  }
}
