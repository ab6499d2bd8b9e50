import { SparkConf } from '@firesteel/conf'
import { CLASS_CASES, FIDELITY_CASES, REFUSED_CASES } from '@firesteel/serializer/compliance'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { SparkContext } from '../../src/index.js'

const test = suite('rows on local[2]', { timeoutMs: 10_000 })
let sc: SparkContext

test.before(() => {
  sc = new SparkContext(new SparkConf([]).setMaster('local[2]').setAppName('rows'))
})
test.after(() => sc.stop())

const cases = [...FIDELITY_CASES, ...CLASS_CASES]
const checkAll = (rows: readonly unknown[]): void => {
  assert.is(rows.length, cases.length)
  cases.forEach(({ name, check }, index) => {
    try {
      check(rows[index])
    } catch (error) {
      throw new Error(`${name}: ${(error as Error).message}`)
    }
  })
}
const made = (): unknown[] => cases.map(({ make }) => make())

test('survive parallelize and collect', async () => {
  checkAll(await sc.parallelize(made(), 3).collect())
})

test('survive being cached, whichever slot reads them', async () => {
  const cached = sc.parallelize(made(), 3).cache()
  await cached.count()
  checkAll(await cached.collect())
  checkAll(await cached.coalesce(1).collect())
})

test('survive a shuffle', async () => {
  const shuffled = await sc
    .parallelize(
      made().map((row, index): [number, unknown] => [index, row]),
      3,
    )
    .groupByKey(2)
    .collect()
  const rows: unknown[] = []
  for (const [index, [row]] of shuffled) rows[index] = row
  checkAll(rows)
})

// Classes of the application are known wherever its closures are.
const refused = REFUSED_CASES.filter(({ name }) => !name.includes('class that is not known'))

for (const { name, make } of refused) {
  test(`${name} is refused with the path to it`, async () => {
    let failure: Error | undefined
    try {
      await sc.parallelize([{ inner: make() }]).collect()
    } catch (error) {
      failure = error as Error
    }
    assert.ok(failure, 'expected a rejection')
    assert.match(failure.message, 'inner')
  })
}

test.run()
