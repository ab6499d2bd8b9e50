import pTimeout from 'p-timeout'
import { type Test, suite as uvuSuite } from 'uvu'

/** Milliseconds that a test or a hook may take before it fails; a suite may ask for more. */
export const DEFAULT_TIMEOUT_MS = 20_000

type Body<C> = (context: C) => unknown

/** A uvu suite whose tests end in time, whose hooks cannot fail silently, and which must be run. */
export interface Suite<C> {
  (name: string, body: Body<C>): void
  only(name: string, body: Body<C>): void
  before: Hook<C>
  after: Hook<C>
  run(): void
}

interface Hook<C> {
  (body: Body<C>): void
  each(body: Body<C>): void
}

/** What the runner reads when all files are loaded; kept on globalThis because a test file may load its own copy. */
export interface SuiteRecord {
  readonly name: string
  ran: boolean
  /** Failures outside a test: of `before` and `after` hooks. */
  readonly failures: Error[]
}

/** Every suite made in this process. */
export function suites(): SuiteRecord[] {
  const holder = globalThis as { firesteelSuites?: SuiteRecord[] }
  holder.firesteelSuites ??= []
  return holder.firesteelSuites
}

/** uvu takes `details` for a text: an error that has others under that name would end the whole suite. */
function reportable(what: string, thrown: unknown): Error {
  if (!(thrown instanceof Error)) return new Error(`${what} threw ${String(thrown)}`)
  const { details } = thrown as { readonly details?: unknown }
  if (details === undefined || details === false || typeof details === 'string') return thrown
  const shown = new Error(thrown.message, { cause: thrown })
  if (thrown.stack !== undefined) shown.stack = thrown.stack
  return shown
}

/**
 * A suite of uvu without its holes: a test or hook that does not settle fails, a thrown non-Error
 * fails, a failing hook fails the run, a suite that is never run fails the run, `only` is refused in CI.
 */
export function suite<C extends object = Record<string, never>>(
  name: string,
  options: { readonly timeoutMs?: number; readonly context?: C } = {},
): Suite<C> {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS
  const inner: Test<C> = uvuSuite<C>(name, options.context)
  const record: SuiteRecord = { name, ran: false, failures: [] }
  suites().push(record)

  const inTime = (what: string, body: Body<C>) => async (context: C) => {
    try {
      // The detour through `then` turns a synchronous throw into a rejection.
      const running = Promise.resolve().then(() => body(context))
      await pTimeout(running, {
        milliseconds: timeoutMs,
        message: `${what}: not over after ${timeoutMs} ms`,
      })
    } catch (thrown) {
      throw reportable(what, thrown)
    }
  }
  // uvu counts a suite whose hooks fail as passed, so their failures are kept for the runner.
  const noted = (what: string, body: Body<C>) => async (context: C) => {
    try {
      await inTime(what, body)(context)
    } catch (error) {
      record.failures.push(error as Error)
    }
  }
  const hook = (when: 'before' | 'after'): Hook<C> =>
    Object.assign((body: Body<C>) => inner[when](noted(`${name}: ${when}`, body)), {
      each: (body: Body<C>) => inner[when].each(noted(`${name}: ${when}.each`, body)),
    })

  return Object.assign((title: string, body: Body<C>) => inner(title, inTime(title, body)), {
    only(title: string, body: Body<C>) {
      if (process.env.CI) throw new Error(`${name}: only('${title}') is refused in CI`)
      inner.only(title, inTime(title, body))
    },
    before: hook('before'),
    after: hook('after'),
    run() {
      record.ran = true
      inner.run()
    },
  })
}
