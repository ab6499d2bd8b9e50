import { type OperatorCompliance, failureOf, sorted } from './tools.js'

/** What a record may be. */
export function rowCompliance(tools: OperatorCompliance): void {
  const { assert, context, test } = tools

  const samples = (): readonly unknown[] => [
    null,
    undefined,
    true,
    0,
    -0,
    1.5,
    Number.NaN,
    Number.NEGATIVE_INFINITY,
    2 ** 53,
    12_345_678_901_234_567_890n,
    '',
    'text',
    'ünïcödé 🎉',
    '\ud800 alone',
    new Date(86_400_000),
    /a+b/giu,
    new Map<unknown, unknown>([['k', new Set([1, 2])]]),
    Uint8Array.of(1, 2, 3),
    Float64Array.of(1.5, -0),
    [1, [2, [3, null]]],
    { nested: { deep: [undefined, { x: 1n }] } },
  ]

  test('records of every kind come back as they went in, through results, shuffles and caches', async () => {
    const sc = await context()
    const rows = samples()
    assert.equal(await sc.parallelize(rows, 4).collect(), rows)
    const shuffled = await sc
      .parallelize(
        rows.map((row, index) => [index, row] as const),
        4,
      )
      .groupByKey(3)
      .collect()
    const back = [...shuffled].sort(([a], [b]) => a - b).map(([, [row]]) => row)
    assert.equal(back, rows)
    const cached = sc.parallelize(rows, 3).cache()
    assert.equal([await cached.count(), await cached.collect()], [rows.length, rows])
    const zero = await sc.parallelize([-0], 1).collect()
    assert.ok(Object.is(zero[0], -0), 'minus zero')
  })

  test('cycles and shared references inside a record survive', async () => {
    const sc = await context()
    const ring: { self?: unknown; list: unknown[] } = { list: [] }
    ring.self = ring
    ring.list.push(ring.list)
    const [back] = await sc.parallelize([ring], 1).collect()
    assert.ok(back?.self === back, 'the object is its own property')
    assert.ok(back?.list[0] === back?.list, 'the array holds itself')
  })

  test('instances of the application keep their class, and instanceof holds on both sides', async () => {
    class Point {
      readonly x: number
      constructor(x: number) {
        this.x = x
      }
      double(): Point {
        return new Point(this.x * 2)
      }
    }
    const sc = await context()
    const doubled = await sc
      .parallelize([new Point(1), new Point(2)], 2)
      .filter((point) => point instanceof Point)
      .map((point) => point.double())
      .collect()
    assert.equal(
      doubled.map((point) => [point instanceof Point, point.x]),
      [
        [true, 2],
        [true, 4],
      ],
    )
    const keyed = await sc
      .parallelize([new Point(1), new Point(1), new Point(2)], 3)
      .map((point) => [point, 1])
      .reduceByKey((a, b) => a + b)
      .collect()
    assert.equal(sorted(keyed.map(([point, count]) => [point.x, count])), [
      [1, 2],
      [2, 1],
    ])
  })

  test('what cannot be a record is refused with the path to it', async () => {
    const sc = await context()
    const error = await failureOf(
      sc
        .parallelize([1], 1)
        .map((x) => ({ fine: x, bad: { call: () => x } }))
        .collect(),
    )
    assert.ok(/bad/.test(error.message) && /call/.test(error.message), error.message)
  })
}
