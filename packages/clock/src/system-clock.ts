import type { Cancel, Clock, SystemClockOptions } from './clock.js'

/** Node refuses longer delays: it fires them at once, with a warning. */
const MAX_DELAY_MS = 2 ** 31 - 1

/** The real time. */
export class SystemClock implements Clock {
  readonly #keepAlive: boolean

  constructor(options: SystemClockOptions = {}) {
    this.#keepAlive = options.keepAlive ?? true
  }

  now(): number {
    return Date.now()
  }

  after(delayMs: number, action: () => void): Cancel {
    const timer = setTimeout(action, Math.min(delayMs, MAX_DELAY_MS))
    if (!this.#keepAlive) timer.unref()
    return () => clearTimeout(timer)
  }

  every(periodMs: number, action: () => void, initialDelayMs = periodMs): Cancel {
    let timer: NodeJS.Timeout | undefined
    const repeat = (): void => {
      timer = setInterval(action, Math.min(periodMs, MAX_DELAY_MS))
      if (!this.#keepAlive) timer.unref()
    }
    if (initialDelayMs === periodMs) {
      repeat()
      return () => clearInterval(timer)
    }
    const cancelFirst = this.after(initialDelayMs, () => {
      repeat()
      action()
    })
    return () => {
      cancelFirst()
      clearInterval(timer)
    }
  }
}
