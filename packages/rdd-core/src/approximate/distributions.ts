/** The value below which a standard normal variable lies with probability `p`. */
export function normalQuantile(p: number): number {
  if (p <= 0) return Number.NEGATIVE_INFINITY
  if (p >= 1) return Number.POSITIVE_INFINITY
  return bisect(-40, 40, (x) => normalCdf(x) < p)
}

/** The value below which a variable of Student's t with `freedom` degrees lies with probability `p`. */
export function studentQuantile(freedom: number, p: number): number {
  if (p < 0.5) return -studentQuantile(freedom, 1 - p)
  if (p >= 1) return Number.POSITIVE_INFINITY
  const isBelow = (x: number): boolean => studentCdf(freedom, x) < p
  let high = 1
  while (isBelow(high) && high < 1e300) high *= 2
  return bisect(0, high, isBelow)
}

/** The smallest whole number that a Poisson variable of this mean does not exceed with probability `p`. */
export function poissonQuantile(mean: number, p: number): number {
  if (mean <= 0 || p <= 0) return 0
  if (p >= 1) return Number.POSITIVE_INFINITY
  // Then it is a normal one to more digits than anybody asked for.
  if (mean > 1e7) return Math.round(mean + normalQuantile(p) * Math.sqrt(mean))
  let [low, high] = [-1, Math.ceil(mean + 10 * Math.sqrt(mean) + 10)]
  while (poissonCdf(mean, high) < p) high *= 2
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (poissonCdf(mean, middle) < p) low = middle
    else high = middle
  }
  return high
}

const poissonCdf = (mean: number, k: number): number => 1 - gammaShare(k + 1, mean)

function normalCdf(x: number): number {
  const half = 0.5 * gammaShare(0.5, (x * x) / 2)
  return x < 0 ? 0.5 - half : 0.5 + half
}

function studentCdf(freedom: number, x: number): number {
  return 1 - 0.5 * betaShare(freedom / 2, 0.5, freedom / (freedom + x * x))
}

/** Where `isBelow` changes, to the last bit that matters. */
function bisect(from: number, to: number, isBelow: (x: number) => boolean): number {
  let [low, high] = [from, to]
  for (let step = 0; step < 200 && high - low > Math.abs(high) * 1e-15; step++) {
    const middle = (low + high) / 2
    if (isBelow(middle)) low = middle
    else high = middle
  }
  return (low + high) / 2
}

const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
]

function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const z = x - 1
  const sum = LANCZOS.reduce((all, c, i) => all + c / (z + i + 1), 0.9999999999998099)
  const t = z + LANCZOS.length - 0.5
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum)
}

/** The regularized lower incomplete gamma function. */
function gammaShare(a: number, x: number): number {
  if (x <= 0) return 0
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a))
  if (x < a + 1) {
    let [term, sum] = [1 / a, 1 / a]
    for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-16; n++) {
      term *= x / (a + n)
      sum += term
    }
    return scale * sum
  }
  const fraction = continued(
    (n) => n * (a - n),
    (n) => x + 2 * n + 1 - a,
  )
  return 1 - scale / fraction
}

/** The regularized incomplete beta function. */
function betaShare(a: number, b: number, x: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - betaShare(b, a, 1 - x)
  const scale = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x),
  )
  const fraction = continued(
    (n) => {
      const m = Math.floor(n / 2)
      return n % 2 === 0
        ? (m * (b - m) * x) / ((a + n - 1) * (a + n))
        : (-(a + m) * (a + b + m) * x) / ((a + n - 1) * (a + n))
    },
    () => 1,
  )
  return scale / (a * fraction)
}

/** b(0) + a(1) / (b(1) + a(2) / (b(2) + …)), by Lentz's method. */
function continued(a: (n: number) => number, b: (n: number) => number): number {
  const tiny = 1e-300
  let value = b(0) || tiny
  let [c, d] = [value, 0]
  for (let n = 1; n < 100_000; n++) {
    d = 1 / (b(n) + a(n) * d || tiny)
    c = b(n) + a(n) / c || tiny
    const delta = c * d
    value *= delta
    if (Math.abs(delta - 1) < 1e-15) break
  }
  return value
}
