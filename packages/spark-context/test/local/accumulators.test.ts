import { AccumulatorV2, LongAccumulator } from '@firesteel/accumulator'
import { lazy } from '@firesteel/closure'
import { SparkConf } from '@firesteel/conf'
import { hasCode } from '@firesteel/errors'
import type { StageCompleted, TaskEnd } from '@firesteel/listener-bus'
import { suite, until } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { SparkContext } from '../../src/index.js'

const test = suite('accumulators on local[2,3]', { timeoutMs: 20_000 })
let sc: SparkContext

test.before(() => {
  const conf = new SparkConf([]).setMaster('local[2,3]').setAppName('accumulators')
  sc = new SparkContext(conf.set('spark.log.level', 'OFF'))
})
test.after(() => sc.stop())

/** The words of one length or more, and how often each came. */
class WordCounts extends AccumulatorV2<string, ReadonlyMap<string, number>> {
  private readonly counts = new Map<string, number>()
  private readonly atLeast: number

  constructor(atLeast: number) {
    super()
    this.atLeast = atLeast
  }
  get isZero(): boolean {
    return this.counts.size === 0
  }
  get value(): ReadonlyMap<string, number> {
    return this.counts
  }
  copy(): WordCounts {
    const copy = new WordCounts(this.atLeast)
    copy.merge(this)
    return copy
  }
  reset(): void {
    this.counts.clear()
  }
  add(word: string): void {
    // Reads its own value: allowed here, also in a task.
    if (word.length >= this.atLeast) this.counts.set(word, (this.value.get(word) ?? 0) + 1)
  }
  merge(other: WordCounts): void {
    for (const [word, count] of other.counts) {
      this.counts.set(word, (this.counts.get(word) ?? 0) + count)
    }
  }
}

const failureOf = async (promise: Promise<unknown>): Promise<Error> => {
  try {
    await promise
  } catch (error) {
    return error as Error
  }
  throw new Error('expected a rejection')
}

test('tasks add, the driver reads the sum', async () => {
  const evens = sc.longAccumulator('evens')
  const total = sc.doubleAccumulator()
  const seen = sc.collectionAccumulator<string>()
  await sc.range(0, 1_000, 1, 4).foreach((n) => {
    if (n % 2 === 0) evens.add(1)
    total.add(n / 2)
    if (n % 250 === 0) seen.add(`n${n}`)
  })
  assert.is(evens.value, 500)
  assert.is(evens.count, 500)
  assert.is(total.sum, 249_750)
  assert.is(total.avg, 249.75)
  assert.equal([...seen.value].sort(), ['n0', 'n250', 'n500', 'n750'])
  await sc.range(0, 10).foreach((n) => evens.add(n))
  assert.is(evens.value, 545, 'goes on where it was')
})

test('an accumulator of a class of the user, with fields and a constructor of its own', async () => {
  const words = sc.register(new WordCounts(3), 'words')
  const text = ['the cat and the dog', 'a cat', 'of the end']
  await sc
    .parallelize(text, 3)
    .flatMap((line) => line.split(' '))
    .foreach((word) => words.add(word))
  assert.equal(Object.fromEntries(words.value), { the: 3, cat: 2, and: 1, dog: 1, end: 1 })
})

test('is added to from functions, classes, methods and lazy values that the closure uses', async () => {
  const calls = sc.longAccumulator()
  class Parser {
    readonly strict: boolean
    constructor(strict: boolean) {
      this.strict = strict
    }
    parse(text: string): number {
      calls.add(1)
      return this.strict ? Number(text) : Number.parseFloat(text)
    }
  }
  const parser = lazy(() => new Parser(true))
  const parse = (text: string): number => parser.value.parse(text)
  const numbers = sc.parallelize(['1', '2', '3', '4'], 4)
  for (const round of [1, 2, 3]) {
    assert.is(await numbers.map((text) => parse(text)).sum(), 10)
    assert.is(calls.value, round * 4)
  }
})

test('attempts that fail add nothing', async () => {
  const tries = sc.longAccumulator()
  await sc.range(0, 4, 1, 4).foreachPartition((values) => {
    for (const value of values) tries.add(value + 1)
    const { attemptNumber } = (globalThis as never as Record<symbol, { attemptNumber: number }>)[
      Symbol.for('firesteel.taskContext')
    ] as { attemptNumber: number }
    if (attemptNumber < 2) throw new Error('not yet')
  })
  assert.is(tries.value, 10)
})

test('a map task that runs once counts once, however many actions read what it wrote', async () => {
  const mapped = sc.longAccumulator()
  const pairs = sc
    .range(0, 100, 1, 4)
    .map((n): [number, number] => {
      mapped.add(1)
      return [n % 10, n]
    })
    .reduceByKey((a, b) => a + b, 3)
  assert.is(await pairs.count(), 10)
  assert.is(await pairs.count(), 10)
  assert.is(mapped.value, 100)
})

test('reading it in a task is an error that says what to do', async () => {
  const sum = sc.longAccumulator('sum of all')
  const failure = await failureOf(sc.parallelize([1, 2]).foreach(() => void sum.value))
  assert.match(
    failure.message,
    /a task read 'value' of accumulator \d+ \('sum of all'\): tasks only add/,
  )
  const words = sc.register(new WordCounts(1))
  assert.match(
    (await failureOf(sc.parallelize([1]).foreach(() => void words.value))).message,
    'only add',
  )
})

test('one that is not registered is refused with the way to it', async () => {
  const holder = { counts: new WordCounts(1) }
  const failure = await failureOf(sc.parallelize(['a']).foreach((word) => holder.counts.add(word)))
  assert.ok(hasCode(failure, 'NOT_SERIALIZABLE'))
  assert.match(failure.message, /accumulator \(WordCounts\) that is not registered/)
  assert.match(failure.message, /variable holder └ property counts/)
})

test('state that cannot travel fails the task and names the accumulator', async () => {
  const odd = sc.collectionAccumulator<unknown>('functions')
  const failure = await failureOf(sc.parallelize([1]).foreach(() => odd.add(() => 1)))
  assert.match(failure.message, /added to accumulator \d+ \('functions'\) cannot travel/)
})

test('a merge that throws is logged, and the job goes on', async () => {
  class Broken extends LongAccumulator {
    override copy(): Broken {
      return new Broken()
    }
    override merge(): void {
      throw new Error('no')
    }
  }
  const broken = sc.register(new Broken())
  assert.is(
    await sc
      .range(0, 3)
      .map((n) => (broken.add(n), n))
      .sum(),
    3,
  )
  assert.is(broken.value, 0)
})

test('is registered once only', () => {
  const sum = sc.longAccumulator('x')
  assert.throws(() => sc.register(sum), /Cannot register an Accumulator twice/)
  assert.throws(() => new WordCounts(1).id, /register it first/)
})

test('named ones are among the accumulables of task and stage events', async () => {
  const named = sc.longAccumulator('records')
  const unnamed = sc.longAccumulator()
  const tasks: TaskEnd[] = []
  const stages: StageCompleted[] = []
  const stop = sc.addSparkListener({
    onTaskEnd: (event: TaskEnd) => void tasks.push(event),
    onStageCompleted: (event: StageCompleted) => void stages.push(event),
  })
  await sc.range(0, 10, 1, 3).foreach((n) => {
    unnamed.add(1)
    if (n > 0) named.add(n)
  })
  const over = await until('the stage is over', () =>
    stages.find(({ stage }) => stage.accumulables !== undefined),
  )
  stop()
  const updates = tasks.flatMap(({ task }) => task.accumulables ?? [])
  assert.is(updates.length, 3)
  assert.is(
    updates.reduce((sum, { update }) => sum + Number(update), 0),
    45,
  )
  assert.is(Math.max(...updates.map(({ value }) => Number(value))), 45)
  assert.equal(over.stage.accumulables, [{ id: named.id, name: 'records', value: 45 }])
})

test.run()
