/** Something about a closure that works, and is probably not meant. */
export interface ClosureWarning {
  readonly code: 'CLOSURE_ASSIGNS_CAPTURED' | 'CLOSURE_CAPTURE_BIG' | 'CLOSURE_CAPTURES_UNDEFINED'
  readonly message: string
  /** The captured variable that it is about. */
  readonly variable: string
}

const said = new Set<string>()

/** The default hearer of warnings: a process warning, once for each text. */
export function emitWarning({ code, message }: ClosureWarning): void {
  if (said.has(message)) return
  said.add(message)
  process.emitWarning(message, { type: 'FiresteelWarning', code })
}
