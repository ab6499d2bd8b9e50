import { suite } from '@firesteel/testkit'
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { copies, gaps } from '../src/compile/support/sampling.js'
import { atLeastOne, binomial, hypergeometric, poisson } from '../src/draws.js'
import { randomNumbers } from '../src/random.js'

const test = suite('rdd-core: sampling')
const DRAWS = 20_000

const moments = (draw: () => number): { readonly mean: number; readonly variance: number } => {
  let [sum, squares] = [0, 0]
  for (let i = 0; i < DRAWS; i++) {
    const x = draw()
    sum += x
    squares += x * x
  }
  const mean = sum / DRAWS
  return { mean, variance: squares / DRAWS - mean * mean }
}

/** Fixed seeds: what holds once holds always. */
const near = (found: number, expected: number, what: string): void => {
  const slack = 0.05 * Math.max(expected, 0.2)
  assert.ok(Math.abs(found - expected) <= slack, `${what}: ${found}, expected ${expected}`)
}

test('the same seed and stream give the same numbers, others give others', () => {
  const first = (seed: number, stream: number) => {
    const next = randomNumbers(seed, stream)
    return Array.from({ length: 5 }, next)
  }
  assert.equal(first(1, 0), first(1, 0))
  const all = [first(1, 0), first(2, 0), first(1, 1), first(1.5, 0), first(2 ** 40, 0)]
  assert.is(new Set(all.map(String)).size, all.length)
  const { mean, variance } = moments(randomNumbers(7, 3))
  near(mean, 0.5, 'mean')
  near(variance, 1 / 12, 'variance')
})

test('gaps between records taken are geometric', () => {
  for (const fraction of [0.02, 0.4, 0.6, 0.95]) {
    const { mean, variance } = moments(gaps(fraction, 5, 1))
    near(mean, (1 - fraction) / fraction, `mean ${fraction}`)
    near(variance, (1 - fraction) / fraction ** 2, `variance ${fraction}`)
  }
  assert.is(gaps(0, 1, 1)(), Number.POSITIVE_INFINITY)
  assert.is(gaps(1, 1, 1)(), 0)
})

test('copies are Poisson, with gaps and without', () => {
  for (const mean of [0.05, 0.4, 0.5, 3, 60]) {
    const found = moments(copies(mean, 9, 2))
    near(found.mean, mean, `mean ${mean}`)
    near(found.variance, mean, `variance ${mean}`)
  }
  const random = randomNumbers(1, 1)
  for (let i = 0; i < 1_000; i++) assert.ok(atLeastOne(0.01, random) >= 1)
  assert.is(poisson(0, random), 0)
})

test('binomial and hypergeometric draws have their mean and variance', () => {
  const random = randomNumbers(3, 0)
  for (const [draws, places] of [
    [10, 4],
    [1_000, 3],
    [5, 1_000],
  ] as const) {
    const share = 1 / places
    const found = moments(() => binomial(draws, places, random))
    near(found.mean, draws * share, `binomial mean ${draws}/${places}`)
    near(found.variance, draws * share * (1 - share), `binomial variance ${draws}/${places}`)
  }
  for (const [draws, part, whole] of [
    [10, 20, 50],
    [500, 10_000, 20_000],
  ] as const) {
    const found = moments(() => hypergeometric(draws, part, whole, random))
    const share = part / whole
    near(found.mean, draws * share, 'hypergeometric mean')
    const expected = (draws * share * (1 - share) * (whole - draws)) / (whole - 1)
    near(found.variance, expected, 'hypergeometric variance')
  }
})

test('a draw never leaves what can be drawn', () =>
  fc.assert(
    fc.property(fc.nat(300), fc.nat(300), fc.nat(300), fc.integer(), (a, b, c, seed) => {
      const whole = Math.max(a, b, c)
      const [draws, part] = [Math.min(a, b), Math.min(Math.max(a, b), whole)]
      const random = randomNumbers(seed, 0)
      const hit = hypergeometric(draws, part, whole, random)
      assert.ok(hit >= Math.max(0, draws + part - whole) && hit <= Math.min(draws, part))
      const fell = binomial(draws, part + 1, random)
      assert.ok(fell >= 0 && fell <= draws)
    }),
  ))

test.run()
