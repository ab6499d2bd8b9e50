import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Serializer } from '@firesteel/serializer'
import { tmpDir } from '@firesteel/testkit'
import { copyOf } from '../src/copy-of.js'
import type { JobDescription, Lineage, RddContext, ShuffleDependency, Stage } from '../src/index.js'
import { Rdd, shuffleOutput, sliceStage, stageInputs, taskInputs } from '../src/index.js'
import type { PortableDataStream } from '../src/index.js'
import type { TextOptions } from '../src/sources.js'
import {
  binaryFiles,
  binaryRecords,
  objectFile,
  parallelize,
  range,
  textFile,
} from '../src/sources.js'
import { MiniMemory, MiniSpillFile } from './mini-memory.js'
import type { OutputPart, StageProgram, TaskRuntime } from '../src/runtime.js'
import { compileStage, emptyTaskMetrics, neededPartitions, openOutputPart } from '../src/runtime.js'

const serializer = new Serializer()

function gunzipped(path: string): string {
  if (!path.endsWith('.gz')) return path
  const copy = join(tmpDir(), 'plain')
  writeFileSync(copy, gunzipSync(readFileSync(path)))
  return copy
}

/** Runs jobs right here, one task after the other: what the compiled stages mean, without a scheduler. */
export class MiniContext implements RddContext {
  readonly defaultParallelism: number | Promise<number>
  configuredParallelism: number | undefined
  readonly settings = new Map<string, string>()
  /** False runs everything as a generated loop. */
  kernel = true
  /** Every job that was run: its action's kind and how many partitions it asked for. */
  readonly jobs: { readonly action: string; readonly partitions: readonly number[] }[] = []
  /** Source texts of the programs that ran. */
  readonly programs: StageProgram[] = []
  readonly cache = new Map<string, readonly unknown[]>()
  readonly shuffles = new Map<string, { keys: unknown[]; values: unknown[] }[]>()
  metrics = emptyTaskMetrics()
  /** Parts of the running task's output. */
  readonly outputs: OutputPart[] = []
  memory = new MiniMemory(Number.POSITIVE_INFINITY)
  /** Calls of checkKilled; set to throw. */
  killAfter = Number.POSITIVE_INFINITY
  checks = 0
  #rddId = 0
  #shuffleId = 0
  #written = new Set<number>()

  constructor(defaultParallelism: number | Promise<number> = 2) {
    this.defaultParallelism = defaultParallelism
  }

  parallelize<T>(data: Iterable<T>, slices?: number): Rdd<T> {
    return new Rdd<T>(this, parallelize(this, data, slices))
  }
  range(start: number, end?: number, step = 1, slices?: number): Rdd<number> {
    const bounds = end === undefined ? { start: 0, end: start, step } : { start, end, step }
    return new Rdd<number>(this, range(this, bounds, slices))
  }
  textFile(path: string, options?: number | TextOptions): Rdd<string> {
    return new Rdd<string>(this, textFile(this, 'textFile', path, options))
  }
  binaryFiles(path: string): Rdd<[string, PortableDataStream]> {
    return new Rdd(this, binaryFiles(this, path, undefined))
  }
  binaryRecords(path: string, recordLength: number): Rdd<Buffer> {
    return new Rdd(this, binaryRecords(this, path, recordLength))
  }
  objectFile<T>(path: string, options: { classes?: readonly Function[] } = {}): Rdd<T> {
    return new Rdd<T>(this, objectFile(this, path, options.classes ?? []))
  }
  wholeTextFiles(path: string, minPartitions?: number): Rdd<[string, string]> {
    return new Rdd<[string, string]>(this, textFile(this, 'wholeTextFiles', path, minPartitions))
  }

  nextRddId(): number {
    return this.#rddId++
  }
  nextShuffleId(): number {
    return this.#shuffleId++
  }
  assertActive(): void {}
  checkpointDir: string | undefined
  removeShuffles = (): Promise<void> => Promise.resolve()
  hasAllBlocks = (): Promise<boolean> => Promise.resolve(true)
  whenUnused(_node: Lineage, change: () => void): void {
    change()
  }
  after(delayMs: number, action: () => void): () => void {
    const timer = setTimeout(action, delayMs)
    return () => clearTimeout(timer)
  }
  setting(name: string): string | undefined {
    return this.settings.get(name)
  }
  unpersistRdd(rddId: number): Promise<void> {
    for (const key of this.cache.keys()) if (key.startsWith(`${rddId}/`)) this.cache.delete(key)
    return Promise.resolve()
  }

  async runJob<R>(job: JobDescription<R>): Promise<R> {
    this.jobs.push({ action: job.action.kind, partitions: job.partitions })
    for (const shuffle of this.#missing(job.rdd)) await this.#runMap(shuffle)
    const stage: Stage = { rdd: job.rdd, output: { kind: 'result', action: job.action } }
    if (job.partitions.length > 0) {
      const program = this.#compile(stage)
      for (const [index, partition] of job.partitions.entries()) {
        job.results.add(index, copyOf(await this.#run(program, stage, partition)))
      }
    }
    return job.results.value()
  }

  #missing(rdd: Lineage): ShuffleDependency[] {
    const order: ShuffleDependency[] = []
    const visit = (from: Lineage) => {
      for (const shuffle of stageInputs(from).shuffles) {
        if (this.#written.has(shuffle.shuffleId)) continue
        this.#written.add(shuffle.shuffleId)
        visit(shuffle.parent)
        order.push(shuffle)
      }
    }
    visit(rdd)
    return order
  }

  async #runMap(shuffle: ShuffleDependency): Promise<void> {
    const stage: Stage = { rdd: shuffle.parent, output: shuffleOutput(shuffle) }
    const program = this.#compile(stage)
    const { numPartitions } = shuffle.parent.resolved ?? { numPartitions: 0 }
    for (let partition = 0; partition < numPartitions; partition++) {
      await this.#run(program, stage, partition)
    }
  }

  async #run(program: StageProgram, stage: Stage, partition: number): Promise<readonly unknown[]> {
    const answers = new Map<string, Iterable<readonly unknown[]>>()
    const runtime = this.#runtime(stage, partition, answers)
    const { slice } = sliceStage(stage)
    const needed = await neededPartitions(slice, partition, (at) =>
      this.cache.has(`${at.node.id}/${at.partition}`),
    )
    for (const { node, partition: index } of [...needed].sort((a, b) => a.position - b.position)) {
      if (!program.asyncNodes.has(node.id)) continue
      answers.set(`${node.id}/${index}`, await program.answer(node.id, runtime, index))
    }
    try {
      const rows = await program.run(runtime, partition)
      for (const part of this.outputs.splice(0)) part.commit()
      return rows
    } finally {
      for (const part of this.outputs.splice(0)) part.abort()
    }
  }

  #compile(stage: Stage): StageProgram {
    const { slice, captures } = sliceStage(stage)
    const program = compileStage(JSON.parse(JSON.stringify(slice)), captures, {
      copier: (value) => () => structuredClone(value),
      kernel: this.kernel,
    })
    this.programs.push(program)
    return program
  }

  #runtime(
    stage: Stage,
    partition: number,
    answers: ReadonlyMap<string, Iterable<readonly unknown[]>>,
  ): TaskRuntime {
    const own = new Map(
      taskInputs(stage.rdd, partition).partitions.map((each) => [
        `${each.nodeId}/${each.partition}`,
        each.value,
      ]),
    )
    const { output } = stage
    const { outputs } = this
    return {
      metrics: this.metrics,
      memory: this.memory,
      serializer,
      spillFile: () => new MiniSpillFile(),
      openFiles: new Set(),
      checkKilled: () => {
        this.checks += 1
        if (this.checks > this.killAfter) throw new Error('killed')
      },
      partitionValue: (nodeId, index) => own.get(`${nodeId}/${index}`),
      plainFile: gunzipped,
      readShuffle: (shuffleId, reduceId) => this.shuffles.get(`${shuffleId}/${reduceId}`) ?? [],
      keptRows: (rddId, index, compute) => {
        const key = `${rddId}/${index}`
        const rows = this.cache.get(key) ?? [...compute()].flat(1)
        this.cache.set(key, rows)
        return [rows]
      },
      awaited: (nodeId, index) => answers.get(`${nodeId}/${index}`) ?? [],
      shuffleWriter: () => {
        if (output.kind !== 'shuffle') throw new Error('no map task')
        const columns = new Map<number, { keys: unknown[]; values: unknown[] }>()
        return {
          write: (target, key, value) => {
            if (!(target >= 0 && target < output.partitioner.numPartitions)) {
              throw new Error(`partition ${target} of ${output.partitioner.numPartitions}`)
            }
            let column = columns.get(target)
            if (column === undefined) {
              column = { keys: [], values: [] }
              columns.set(target, column)
              const name = `${output.shuffleId}/${target}`
              this.shuffles.set(name, [...(this.shuffles.get(name) ?? []), column])
            }
            column.keys.push(key)
            column.values.push(value)
          },
        }
      },
      openOutput: (target) => {
        const part = openOutputPart({ target, partition, attempt: 0 })
        outputs.push(part)
        return part
      },
    }
  }
}
