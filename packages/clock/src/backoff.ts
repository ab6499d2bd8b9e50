/** How delays between attempts grow. */
export interface BackoffOptions {
  readonly firstMs: number
  readonly maxMs: number
  /** Each delay is the one before times this; 2 unless said. */
  readonly factor?: number | undefined
  /** Part of each delay that is drawn at random, 0 to 1; 0 unless said. */
  readonly jitter?: number | undefined
  /** A number in [0, 1); `Math.random` unless said. */
  readonly random?: (() => number) | undefined
}

/** Delays between attempts, for ever: first, first × factor, … up to the maximum. */
export function* backoff(options: BackoffOptions): Generator<number, never> {
  const { firstMs, maxMs, factor = 2, jitter = 0, random = Math.random } = options
  let delayMs = firstMs
  for (;;) {
    yield Math.round(delayMs * (1 - jitter) + delayMs * jitter * random())
    delayMs = Math.min(maxMs, delayMs * factor)
  }
}
