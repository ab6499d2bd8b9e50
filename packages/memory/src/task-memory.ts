/** Something of a task that holds memory and can put it on disk. */
export interface MemoryConsumer {
  /** Writes what it holds to disk and releases about `wanted` bytes; returns how many it released. */
  spill(wanted: number): number
  /** Bytes it holds now; consumers that hold enough are asked first. */
  readonly used?: number | undefined
}

/** Where a task's memory comes from. */
export interface ExecutionSource {
  acquire(bytes: number): number
  release(bytes: number): void
  close(): void
}

/**
 * The execution memory of one task attempt. Nothing blocks: who is granted less than it asked for
 * spills. All of it is given back by `close`.
 * @see org.apache.spark.memory.TaskMemoryManager
 */
export class TaskMemory {
  readonly taskId: number
  readonly #source: ExecutionSource
  readonly #consumers = new Set<MemoryConsumer>()
  #used = 0
  #peak = 0
  #closed = false

  constructor(taskId: number, source: ExecutionSource) {
    this.taskId = taskId
    this.#source = source
  }

  /** Bytes held now. */
  get used(): number {
    return this.#used
  }

  /** The most that was held at one time. */
  get peak(): number {
    return this.#peak
  }

  /**
   * Takes up to `bytes`; returns how many were granted, from 0 to `bytes`. When the pool has too little,
   * the task's other consumers spill first: those that hold enough, the smallest of them, before others.
   */
  acquire(bytes: number, asking?: MemoryConsumer): number {
    if (!(bytes > 0) || this.#closed) return 0
    const wanted = Math.ceil(bytes)
    let granted = this.#take(wanted)
    if (granted < wanted && this.#consumers.size > 0) {
      for (const consumer of this.#inOrder(wanted - granted, asking)) {
        if (consumer.spill(wanted - granted) > 0) granted += this.#take(wanted - granted)
        if (granted >= wanted) break
      }
    }
    return granted
  }

  /** Gives bytes back; never more than are held. */
  release(bytes: number): void {
    const freed = Math.min(this.#used, Math.max(0, Math.ceil(bytes)))
    if (freed === 0) return
    this.#used -= freed
    this.#source.release(freed)
  }

  /** Makes a consumer known, so that it is asked to spill when others need memory; returns how to forget it. */
  addConsumer(consumer: MemoryConsumer): () => void {
    this.#consumers.add(consumer)
    return () => void this.#consumers.delete(consumer)
  }

  /** Gives everything back; whoever asks from now on is granted nothing. */
  close(): void {
    if (this.#closed) return
    this.release(this.#used)
    this.#closed = true
    this.#consumers.clear()
    this.#source.close()
  }

  #take(wanted: number): number {
    const granted = this.#source.acquire(wanted)
    this.#used += granted
    this.#peak = Math.max(this.#peak, this.#used)
    return granted
  }

  #inOrder(needed: number, asking: MemoryConsumer | undefined): MemoryConsumer[] {
    const others = [...this.#consumers].filter((each) => each !== asking && each.used !== 0)
    const size = (each: MemoryConsumer): number => each.used ?? 0
    const enough = others.filter((each) => size(each) >= needed).sort((a, b) => size(a) - size(b))
    const rest = others.filter((each) => size(each) < needed).sort((a, b) => size(b) - size(a))
    return [...enough, ...rest]
  }
}
