/** Stops a timer; calling it twice, or after the timer fired, does nothing. */
export type Cancel = () => void

/**
 * Time, handed in. Nothing outside this package calls `setTimeout` or `Date.now`, so that a
 * sixty-second timeout is tested without waiting.
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Calls `action` once, `delayMs` from now. */
  after(delayMs: number, action: () => void): Cancel
  /** Calls `action` every `periodMs`, first after `initialDelayMs` (the period unless said). */
  every(periodMs: number, action: () => void, initialDelayMs?: number): Cancel
}

/** How a {@link SystemClock} treats the process that it ticks in. */
export interface SystemClockOptions {
  /** Whether a pending timer keeps the process alive; true unless said. */
  readonly keepAlive?: boolean | undefined
}
