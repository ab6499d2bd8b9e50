/** The test runner and the assertions of whoever runs a compliance suite: uvu, node:test, vitest, … */
export interface ComplianceTools {
  /** Declares one test. */
  readonly test: (name: string, body: () => Promise<void>) => void
  readonly assert: {
    ok(actual: unknown, message?: string): void
    /** Only ever called with primitives. */
    equal(actual: unknown, expected: unknown, message?: string): void
  }
}

/** Resolves when `probe` says so, looking again with every turn of the event loop; rejects after 10 s. */
export async function eventually(what: string, probe: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!probe()) {
    if (Date.now() > deadline) throw new Error(`waited in vain: ${what}`)
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
}

/** The error that a promise rejects with; rejects itself when there is none. */
export async function failureOf(promise: Promise<unknown>): Promise<Error & { code?: unknown }> {
  let value: unknown
  try {
    value = await promise
  } catch (error) {
    return error as Error
  }
  throw new Error(`expected a rejection, got ${JSON.stringify(value)}`)
}

/** So many turns of the event loop: long enough for what is on its way to arrive, in one process. */
export async function someTurns(count = 50): Promise<void> {
  for (let turn = 0; turn < count; turn++) {
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
}
