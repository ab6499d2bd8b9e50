import { bytesText } from './failure-text.js'

/** How much a set's results may take on the driver, and how much they do. */
export class ResultBudget {
  readonly #limitBytes: number
  #bytes = 0
  #results = 0

  /** 0 is no limit. */
  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes
  }

  /** Counts a result; false when it is one too many. */
  take(bytes: number): boolean {
    this.#bytes += bytes
    this.#results++
    return this.#limitBytes === 0 || this.#bytes <= this.#limitBytes
  }

  /** Why a set is given up whose results do not fit. */
  get exceededText(): string {
    const [size, limit] = [bytesText(this.#bytes), bytesText(this.#limitBytes)]
    return `Total size of serialized results of ${this.#results} tasks (${size}) is bigger than spark.driver.maxResultSize (${limit})`
  }
}
