import type { Rdd } from '../rdd.js'
import { type OperatorCompliance, sorted } from './tools.js'

/** What broke others: each was a real failure of an earlier system of this kind. */
export function lessonCompliance(tools: OperatorCompliance): void {
  const { assert, context, test } = tools

  test('the first example of every Spark course runs', async () => {
    const sc = await context()
    const data = sc.parallelize([1, 2, 3, 4, 5, 4, 3, 2, 1])
    const result = data
      .map((x) => [x, 1])
      .reduceByKey((a, b) => a + b)
      .map(([x]) => x)
    assert.equal(sorted(await result.collect()), [1, 2, 3, 4, 5])
    await result.foreach((x) => void x)
  })

  test('a dataset joins itself', async () => {
    const sc = await context()
    const a = sc.parallelize<[string, number]>(
      [
        ['x', 1],
        ['x', 2],
        ['y', 3],
      ],
      2,
    )
    assert.equal(sorted(await a.join(a).collect()), [
      ['x', [1, 1]],
      ['x', [1, 2]],
      ['x', [2, 1]],
      ['x', [2, 2]],
      ['y', [3, 3]],
    ])
    const b = a.partitionBy(3)
    assert.equal(await b.join(b).count(), 5)
  })

  test('diamonds in the lineage are computed, however many', async () => {
    const sc = await context()
    let rdd = sc.parallelize([1, 2], 2).map((x) => x + 1)
    for (let i = 0; i < 6; i++) rdd = rdd.map((x) => x).union(rdd.map((x) => -x))
    assert.equal(await rdd.count(), 128)
    const pairs = sc.range(0, 6, 1, 2).map((x) => [x % 3, x])
    const sums = pairs.reduceByKey((a, b) => a + b)
    const diamond = sums.join(pairs.groupByKey()).join(sums.mapValues((x) => x * 2))
    assert.equal(
      sorted(await diamond.mapValues(([[sum, all], twice]) => [sum, all.length, twice]).collect()),
      [
        [0, [3, 2, 6]],
        [1, [5, 2, 10]],
        [2, [7, 2, 14]],
      ],
    )
  })

  test('closures capture what they name', async () => {
    const sc = await context()
    const factor = 3
    const table = new Map([[1, 'one']])
    const scale = (x: number): number => x * factor
    const rows = await sc
      .parallelize([1, 2], 2)
      .map((x) => `${scale(x)} ${table.get(x) ?? '-'}`)
      .collect()
    assert.equal(rows, ['3 one', '6 -'])
  })

  test('text that looks like code stays text', async () => {
    const sc = await context()
    const nasty = [
      'process.exit(1)',
      '${1 + 1}',
      '`',
      "');throw 1;('",
      '</script>',
      '\u2028',
      '__proto__',
    ]
    const captured = nasty.join('|')
    assert.equal(await sc.parallelize(nasty, 2).collect(), nasty)
    assert.equal(
      await sc
        .parallelize(nasty, 2)
        .filter((text) => captured.includes(text))
        .map((text) => [text, captured.length])
        .reduceByKey((a, b) => a + b)
        .keys()
        .sortBy((text) => text)
        .collect(),
      [...nasty].sort(),
    )
  })

  test('a flatMap into many records takes time in proportion', async () => {
    const sc = await context()
    const each = 200_000
    const count = await sc
      .parallelize([1, 2], 2)
      .flatMap((x) => Array.from({ length: each }, (_, i) => i * x))
      .count()
    assert.equal(count, 2 * each)
  })

  test('a lineage of a thousand steps is computed', async () => {
    const sc = await context()
    let rdd = sc.parallelize([1, 2, 3], 2)
    for (let i = 0; i < 1_000; i++) rdd = rdd.map((x) => x + 1)
    assert.equal(await rdd.collect(), [1_001, 1_002, 1_003])
    let many: Rdd<number> = sc.parallelize([0], 1)
    for (let i = 1; i < 300; i++) many = many.union(sc.parallelize([i], 1))
    assert.equal(await many.count(), 300)
    assert.equal(await many.take(2), [0, 1])
  })

  test('words of a text are counted', async () => {
    const sc = await context()
    const lines = ['the quick brown fox', 'jumps over the lazy dog', 'the end']
    const counts = await sc
      .parallelize(lines, 2)
      .flatMap((line) => line.split(' '))
      .map((word) => [word, 1])
      .reduceByKey((a, b) => a + b)
      .collectAsMap()
    assert.equal([counts.get('the'), counts.get('fox'), counts.size], [3, 1, 9])
  })
}
