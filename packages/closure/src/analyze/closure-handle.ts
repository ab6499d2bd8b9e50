import type { CallSite } from './call-site.js'
import { callSiteHere } from './call-site.js'
import { NotSerializableError } from '../errors.js'
import { refusalOfSyntax } from './refuse-syntax.js'
import { parseFunction } from './parse-function.js'
import { type ParsedFunction, UnreadableFunction } from './parsed-function.js'
import { type ClosureWarning, emitWarning } from '../warnings.js'
import { GLOBAL_NAMES } from '../intrinsics.js'

/** A user's function as it was handed to an operator. */
export interface ClosureHandle<F extends Function = Function> {
  readonly fn: F
  /** Its text, as the program that runs has it. */
  readonly source: string
  /** The user's own frame of the operator call. */
  readonly site: CallSite
  /** `map`, `filter`, … */
  readonly operator: string
  /** Names it takes from outside, globals left out. */
  readonly freeVariables: readonly string[]
  readonly isArrow: boolean
  readonly isAsync: boolean
  readonly isGenerator: boolean
  readonly parameterCount: number
}

/** How {@link analyzeClosure} is told where it is. */
export interface AnalyzeOptions {
  /** The operator's name, for messages. */
  readonly operator: string
  /** What hears of doubtful closures; `process.emitWarning` unless said. */
  readonly warn?: ((warning: ClosureWarning) => void) | undefined
}

/**
 * Looks at a closure at the operator call, before anything is captured: refuses what can never
 * travel (outer `this`, `arguments`, `super`, native functions), warns about captured variables
 * that it assigns to, and records the user's line. Values are captured later, by `captureGraph`.
 *
 * @see org.apache.spark.util.ClosureCleaner
 */
export function analyzeClosure<F extends Function>(
  fn: F,
  options: AnalyzeOptions,
): ClosureHandle<F> {
  if (typeof fn !== 'function') {
    throw new TypeError(`${options.operator} takes a function, and was given ${describeType(fn)}`)
  }
  const site = callSiteHere(options.operator)
  const source = Function.prototype.toString.call(fn)
  const parsed = parsedOrRefused(fn, source, site, options)
  const freeVariables = parsed === undefined ? [] : freeNames(parsed)
  if (parsed !== undefined) warnOfAssignments(parsed, site, options)
  return {
    fn,
    source,
    get site() {
      return site()
    },
    operator: options.operator,
    freeVariables,
    isArrow: parsed?.kind === 'arrow',
    isAsync: parsed?.isAsync ?? false,
    isGenerator: parsed?.isGenerator ?? false,
    parameterCount: parsed?.parameterCount ?? fn.length,
  }
}

const NATIVE = /\{\s*\[native code\]\s*\}\s*$/

/** What the text says; undefined for native functions (bound ones, intrinsics), which capture judges. */
function parsedOrRefused(
  fn: Function,
  source: string,
  site: () => CallSite,
  { operator }: AnalyzeOptions,
): ParsedFunction | undefined {
  if (NATIVE.test(source)) return undefined
  const refuse = (problem: string, hint?: string): never => {
    throw new NotSerializableError({
      problem,
      closure: shortened(source, fn.name),
      position: site(),
      operator,
      hint,
    })
  }
  try {
    const parsed = parseFunction(source)
    const refusal = refusalOfSyntax(parsed)
    return refusal === undefined ? parsed : refuse(refusal.problem, refusal.hint)
  } catch (error) {
    if (error instanceof UnreadableFunction) return refuse(error.message)
    throw error
  }
}

function warnOfAssignments(
  parsed: ParsedFunction,
  site: () => CallSite,
  { operator, warn = emitWarning }: AnalyzeOptions,
): void {
  for (const [name, usage] of parsed.free) {
    if (!usage.assigned) continue
    const { file, line } = site()
    warn({
      code: 'CLOSURE_ASSIGNS_CAPTURED',
      variable: name,
      message:
        `the closure given to ${operator} at ${file}:${line} assigns to the captured variable '${name}': ` +
        'every task changes a copy of its own, and nothing comes back; return the value, or use an accumulator: sc.longAccumulator()',
    })
  }
}

const freeNames = (parsed: ParsedFunction): string[] =>
  [...parsed.free.keys()].filter((name) => !GLOBAL_NAMES.has(name))

/** A function's text in one line of at most 80 characters. */
export function shortened(source: string, name = ''): string {
  const line = source.replace(/\s+/g, ' ').trim()
  if (line.length <= 80) return line
  return name === '' ? `${line.slice(0, 77)}…` : `${name}: ${line.slice(0, 75 - name.length)}…`
}

function describeType(value: unknown): string {
  return value === null ? 'null' : typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
