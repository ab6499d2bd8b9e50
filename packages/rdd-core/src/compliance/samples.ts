import { type OperatorCompliance, failureOf, grouped, holds, sorted } from './tools.js'

/** Operators that take some records and leave others. */
export function sampleCompliance(tools: OperatorCompliance): void {
  const { assert, context, fc, test } = tools
  const seeds = fc.integer()
  const fractions = fc.constantFrom(0, 0.1, 0.4, 0.5, 0.9, 1)
  const slices = fc.integer({ min: 1, max: 4 })

  test('a sample is a part of the records in their order, the same for the same seed', () =>
    holds(tools, [seeds, fractions, slices], async (seed, fraction, n) => {
      const sc = await context()
      const rdd = sc.range(0, 200, 1, n)
      const rows = await rdd.sample(false, fraction, seed).collect()
      assert.equal(
        rows,
        [...new Set(rows)].sort((a, b) => a - b),
      )
      assert.equal(await rdd.sample(false, fraction, seed).collect(), rows)
      if (fraction === 0) assert.equal(rows, [])
      if (fraction === 1) assert.equal(rows.length, 200)
      const again = await rdd.sample(true, fraction, seed).collect()
      assert.equal(await rdd.sample(true, fraction, seed).collect(), again)
      assert.ok(again.every((x, index) => index === 0 || x >= (again[index - 1] as number)))
    }))

  test('samples are as large as was asked for, give or take', async () => {
    const sc = await context()
    const rdd = sc.range(0, 40_000, 1, 3)
    for (const fraction of [0.05, 0.3, 0.7]) {
      // Six standard deviations: a fixed seed makes it certain.
      const slack = 6 * Math.sqrt(40_000 * fraction)
      for (const replaced of [false, true]) {
        const count = await rdd.sample(replaced, fraction, 11).count()
        assert.ok(Math.abs(count - 40_000 * fraction) < slack, `${replaced} ${fraction}: ${count}`)
      }
    }
    const twice = await rdd.sample(true, 2.5, 11).countByValue()
    const mean = [...twice.values()].reduce((a, b) => a + b, 0) / 40_000
    assert.ok(mean > 2.4 && mean < 2.6 && Math.max(...twice.values()) > 5, `${mean}`)
  })

  test('what follows a sample with replacement sees each copy', async () => {
    const sc = await context()
    const rows = await sc
      .range(0, 50, 1, 2)
      .sample(true, 1.5, 3)
      .flatMap((x) => [x, x])
      .filter((x) => x % 2 === 0)
      .collect()
    const plain = await sc.range(0, 50, 1, 2).sample(true, 1.5, 3).collect()
    assert.equal(
      rows,
      plain.flatMap((x) => [x, x]).filter((x) => x % 2 === 0),
    )
  })

  test('splits share the records out: each is in exactly one', () =>
    holds(
      tools,
      [fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 4 }), seeds, slices],
      async (weights, seed, n) => {
        if (weights.every((weight) => weight === 0)) return
        const sc = await context()
        const parts = sc.range(0, 100, 1, n).randomSplit(weights, seed)
        const rows = await Promise.all(parts.map((part) => part.collect()))
        assert.equal(
          rows.flat().sort((a, b) => a - b),
          Array.from({ length: 100 }, (_, i) => i),
        )
        weights.forEach((weight, index) => {
          if (weight === 0) assert.equal(rows[index], [])
        })
      },
    ))

  test('sampleByKey takes of each key its own fraction', async () => {
    const sc = await context()
    const pairs = sc.range(0, 9_000, 1, 3).map((x) => [['a', 'b', 'c'][x % 3] as string, x])
    const taken = await pairs.sampleByKey(false, { a: 0, b: 0.2, c: 1 }, 5).countByKey()
    assert.equal([taken.get('a'), taken.get('c')], [undefined, 3_000])
    const b = taken.get('b') as number
    assert.ok(b > 450 && b < 750, `${b}`)
    const copies = await pairs
      .sampleByKey(true, new Map(Object.entries({ a: 0, b: 2, c: 0.5 })), 5)
      .countByKey()
    const twice = copies.get('b') as number
    assert.ok(twice > 5_500 && twice < 6_500, `${twice}`)
    const missing = await failureOf(pairs.sampleByKey(false, { a: 1 }).count())
    assert.ok(/no fraction for the key "[bc]"/.test(missing.message), missing.message)
  })

  test('sampleByKeyExact takes exactly so many of each key', () =>
    holds(
      tools,
      [
        fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(99)), { maxLength: 60 }),
        fc.constantFrom(0, 0.1, 0.33, 0.5, 1),
        seeds,
        slices,
      ],
      async (data, fraction, seed, n) => {
        const sc = await context()
        const rdd = sc.parallelize(data, n)
        const wanted = { a: fraction, b: 1, c: fraction / 2 }
        const groups = grouped(data)
        const expected = sorted(
          [...groups]
            .map(
              ([key, all]) =>
                [key, Math.ceil(all.length * (wanted[key as 'a'] as number))] as const,
            )
            .filter(([, count]) => count > 0),
        )
        const taken = rdd.sampleByKeyExact(false, wanted, seed)
        assert.equal(sorted([...(await taken.countByKey())]), expected)
        const rows = await taken.collect()
        assert.equal(await rdd.sampleByKeyExact(false, wanted, seed).collect(), rows)
        for (const [key, all] of grouped(rows)) {
          const left = [...(groups.get(key) as number[])]
          for (const value of all) {
            const at = left.indexOf(value)
            assert.ok(at >= 0, `${key} ${value}`)
            left.splice(at, 1)
          }
        }
        const replaced = await rdd.sampleByKeyExact(true, wanted, seed).countByKey()
        assert.equal(sorted([...replaced]), expected)
      },
    ))

  test('fractions and weights that make no sense are refused at the call', async () => {
    const sc = await context()
    const rdd = sc.parallelize([1], 1)
    for (const wrong of [
      () => rdd.sample(false, 1.1),
      () => rdd.sample(true, -1),
      () => rdd.sample(false, Number.NaN),
      () => rdd.randomSplit([0, 0]),
      () => rdd.randomSplit([-1, 2]),
      () => rdd.map((x) => [x, x]).sampleByKey(false, new Map([[1, 2]])),
    ]) {
      const error = await failureOf(Promise.resolve().then(wrong as () => unknown))
      assert.ok(error instanceof TypeError, error.message)
    }
  })
}
