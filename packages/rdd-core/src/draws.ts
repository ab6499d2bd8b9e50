/** Above this mean the walk from zero of {@link poisson} would lose digits: it is split. */
const LARGEST_MEAN = 16

/** A draw from Poisson(`mean`), by walking up its distribution. */
export function poisson(mean: number, random: () => number): number {
  let count = 0
  let rest = mean
  for (; rest > LARGEST_MEAN; rest -= LARGEST_MEAN) count += walk(LARGEST_MEAN, random())
  return count + walk(rest, random())
}

/** A draw from Poisson(`mean`) among those that are at least 1; `mean` ≤ 16. */
export const atLeastOne = (mean: number, random: () => number): number => {
  const none = Math.exp(-mean)
  return Math.max(1, walk(mean, none + random() * (1 - none)))
}

/** The count at which the distribution function of Poisson(`mean`) passes `height`. */
function walk(mean: number, height: number): number {
  let probability = Math.exp(-mean)
  let below = probability
  let count = 0
  while (height > below && probability > 0) {
    count += 1
    probability *= mean / count
    below += probability
  }
  return count
}

/** How many of `draws` fall on one of `places` equally likely places. */
export function binomial(draws: number, places: number, random: () => number): number {
  if (places <= 1) return draws
  return outward(
    random(),
    0,
    draws,
    Math.floor((draws + 1) / places),
    (k) => logChoose(draws, k) - k * Math.log(places) + (draws - k) * Math.log1p(-1 / places),
    (k) => (draws - k) / (k + 1) / (places - 1),
  )
}

/** As {@link binomial}, where a fall has the probability `part` / `whole`. */
export function binomialShare(
  draws: number,
  part: number,
  whole: number,
  random: () => number,
): number {
  return part === 0 ? 0 : part >= whole ? draws : binomial(draws, whole / part, random)
}

/** How many of `draws` different elements out of `whole` are among the `part` marked ones. */
export function hypergeometric(
  draws: number,
  part: number,
  whole: number,
  random: () => number,
): number {
  const low = Math.max(0, draws + part - whole)
  const high = Math.min(draws, part)
  if (low === high) return low
  const others = whole - part
  return outward(
    random(),
    low,
    high,
    Math.floor(((draws + 1) * (part + 1)) / (whole + 2)),
    (k) => logChoose(part, k) + logChoose(others, draws - k) - logChoose(whole, draws),
    (k) => ((part - k) * (draws - k)) / ((k + 1) * (others - draws + k + 1)),
  )
}

/**
 * Inverts a distribution from its mode outwards: as many steps as it is wide, whatever it spans.
 * `ratio(k)` is the probability of k + 1 over that of k.
 */
function outward(
  height: number,
  low: number,
  high: number,
  mode: number,
  logProbability: (k: number) => number,
  ratio: (k: number) => number,
): number {
  let [left, right] = [Math.min(high, Math.max(low, mode)), Math.min(high, Math.max(low, mode))]
  const peak = Math.exp(logProbability(left))
  let [atLeft, atRight] = [peak, peak]
  let rest = height - peak
  let last = left
  while (rest > 0 && (left > low || right < high)) {
    if (right < high) {
      atRight *= ratio(right)
      right += 1
      last = right
      rest -= atRight
      if (rest <= 0) break
    }
    if (left > low) {
      atLeft /= ratio(left - 1)
      left -= 1
      last = left
      rest -= atLeft
    }
    // Too small to be told from nothing: rounding is all that is left.
    if (atLeft < 1e-18 && atRight < 1e-18) break
  }
  return last
}

const logChoose = (n: number, k: number): number =>
  logFactorial(n) - logFactorial(k) - logFactorial(n - k)

/** ln n!, by Stirling's series; exact to about 1e-12 for small n, better for large. */
function logFactorial(n: number): number {
  if (n < 2) return 0
  if (n < 12) {
    let product = 1
    for (let i = 2; i <= n; i++) product *= i
    return Math.log(product)
  }
  const x = n + 1
  return (
    (x - 0.5) * Math.log(x) -
    x +
    0.9189385332046727 +
    1 / (12 * x) -
    1 / (360 * x ** 3) +
    1 / (1260 * x ** 5)
  )
}
