import { createRequire } from 'node:module'
import type * as Acorn from 'acorn'

/** A closure as its planner needs it. */
export interface ClosureText {
  readonly source: string
  /** Names that it takes from outside, globals left out. */
  readonly freeVariables: readonly string[]
  readonly isAsync: boolean
  readonly isGenerator: boolean
}

/** A function of nothing but an expression over its parameters. */
export interface SimpleFunction {
  /** Names of the parameters. */
  readonly parameters: readonly string[]
  readonly body: Acorn.Expression
}

let acorn: typeof Acorn | undefined

/** The closure as one expression; undefined when it is more than that, or captures anything. */
export function simpleFunction(closure: ClosureText): SimpleFunction | undefined {
  if (closure.freeVariables.length > 0 || closure.isAsync || closure.isGenerator) return undefined
  let parsed: Acorn.Expression
  try {
    acorn ??= createRequire(import.meta.url)('acorn') as typeof Acorn
    parsed = acorn.parseExpressionAt(`(${closure.source})`, 0, { ecmaVersion: 'latest' })
  } catch {
    return undefined
  }
  if (parsed.type !== 'ArrowFunctionExpression' && parsed.type !== 'FunctionExpression') {
    return undefined
  }
  const parameters: string[] = []
  for (const parameter of parsed.params) {
    if (parameter.type !== 'Identifier') return undefined
    parameters.push(parameter.name)
  }
  const body = parsed.body.type === 'BlockStatement' ? returned(parsed.body) : parsed.body
  return body === undefined ? undefined : { parameters, body }
}

/** What a block of a single `return` returns. */
function returned({ body }: Acorn.BlockStatement): Acorn.Expression | undefined {
  const [only] = body
  if (body.length !== 1 || only?.type !== 'ReturnStatement') return undefined
  return only.argument ?? undefined
}

/** Whether `node` is the parameter of that name. */
export const isName = (
  node: Acorn.Expression | Acorn.Super | Acorn.SpreadElement | Acorn.PrivateIdentifier,
  name: string | undefined,
): boolean => node.type === 'Identifier' && node.name === name

/** A call of a method: on what, which, with what. */
export function methodCall(
  node: Acorn.Expression,
): readonly [Acorn.Expression, string, Acorn.CallExpression['arguments']] | undefined {
  if (node.type !== 'CallExpression' || node.optional) return undefined
  const { callee } = node
  if (callee.type !== 'MemberExpression' || callee.computed || callee.optional) return undefined
  if (callee.object.type === 'Super' || callee.property.type !== 'Identifier') return undefined
  return [callee.object, callee.property.name, node.arguments]
}

/** The number that a literal, or a literal behind a minus, is. */
export function numberOf(node: Acorn.Expression): number | undefined {
  if (node.type === 'UnaryExpression' && node.operator === '-') {
    const value = numberOf(node.argument)
    return value === undefined ? undefined : -value
  }
  return node.type === 'Literal' && typeof node.value === 'number' ? node.value : undefined
}
