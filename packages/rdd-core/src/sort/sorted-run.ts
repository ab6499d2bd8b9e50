import type { SpillHost } from '../spill/spill-host.js'
import { type Piece, SpillWriter, readPairs } from '../spill/spill-writer.js'
import type { PairBatch } from '../task-runtime.js'

/** Batches of pairs in order, in a file of their own, which is gone once they were read. */
export class SortedRun {
  readonly #host: SpillHost
  readonly #writer: SpillWriter
  readonly #pieces: Piece[] = []

  /** Writes the batches as they come. */
  constructor(host: SpillHost, batches: Iterable<PairBatch>) {
    this.#host = host
    this.#writer = new SpillWriter(host)
    for (const { keys, values } of batches) {
      host.checkKilled()
      this.#pieces.push(this.#writer.pairs(keys as unknown[], values as unknown[], keys.length))
    }
    this.#writer.flush()
  }

  /** The batches, one at a time. */
  *batches(): Generator<PairBatch, void> {
    for (const piece of this.#pieces) yield readPairs(piece, this.#host)
    this.#writer.close()
  }
}
