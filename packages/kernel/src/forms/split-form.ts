import type { SplitPlan } from '../text-plan.js'
import { type ClosureText, isName, methodCall, simpleFunction } from './closure-text.js'

/** A regular expression of one unit, perhaps repeated: `\s+`, `[ ,;]`, `\W+`, `,`. */
const UNIT =
  /^(\\[sSwWdDtvf.*+?()[\]{}|\\/^$-]|\[\^?(?:[^\\[\]]|\\[sSwWdDtvf\].\\/^-])+\]|[^\\[\](){}.*+?|^$])(\+?)$/
const LINE_ENDS = ['\n', '\r']
/** Separators beside which the lower case of a letter does not depend on what is behind them. */
const WORD_BREAKS = ' \t,;|/'

/** The split of `line => line.split(' ')` and its kind; undefined when the function is anything else. */
export function splitForm(closure: ClosureText): SplitPlan | undefined {
  const simple = simpleFunction(closure)
  if (simple === undefined || simple.parameters.length !== 1) return undefined
  const [of, name, args] = methodCall(simple.body) ?? []
  if (of === undefined || name !== 'split' || args?.length !== 1) return undefined
  const line = lineOf(of, simple.parameters[0])
  const [by] = args
  if (line === undefined || by?.type !== 'Literal') return undefined
  const plan = separatorsOf(by.value, by.regex)
  if (plan === undefined) return undefined
  if (line.lowerCase && !lowerCaseIsLocal(plan)) return undefined
  return { ...plan, ...line }
}

/** `line` or `line.toLowerCase()`. */
function lineOf(
  node: Parameters<typeof methodCall>[0],
  parameter: string | undefined,
): { readonly lowerCase: boolean } | undefined {
  if (isName(node, parameter)) return { lowerCase: false }
  const [of, name, args] = methodCall(node) ?? []
  if (of === undefined || name !== 'toLowerCase' || args?.length !== 0) return undefined
  return isName(of, parameter) ? { lowerCase: true } : undefined
}

function separatorsOf(
  value: unknown,
  regex: { readonly pattern: string; readonly flags: string } | undefined,
): Omit<SplitPlan, 'lowerCase'> | undefined {
  if (typeof value === 'string') {
    const isOne = value.length === 1 && value < '\x80' && !LINE_ENDS.includes(value)
    return isOne ? { separators: value, runs: false } : undefined
  }
  if (regex === undefined || regex.flags.replace('g', '') !== '') return undefined
  const [, unit, plus] = UNIT.exec(regex.pattern) ?? []
  if (unit === undefined) return undefined
  const matches = new RegExp(`^(?:${unit})$`)
  const ascii = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code))
  const separators = ascii.filter((char) => !LINE_ENDS.includes(char) && matches.test(char))
  // With no character of one byte there is none that others could become.
  if (separators.length === 0) return undefined
  return { separators: separators.join(''), runs: plus === '+', unit }
}

function lowerCaseIsLocal({ separators, unit }: Omit<SplitPlan, 'lowerCase'>): boolean {
  // Where no letter beyond ASCII is of a word, its lower case does not matter.
  if (unit !== undefined && /^(?:\\W|\[\^a-z\]|\[\^a-z0-9_?\]|\[\^\\w\])$/.test(unit)) return true
  return separators.split('').every((char) => WORD_BREAKS.includes(char) || /\s/.test(char))
}
