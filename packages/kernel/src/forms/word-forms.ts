import type { Fold } from '../text-plan.js'
import { type ClosureText, isName, methodCall, numberOf, simpleFunction } from './closure-text.js'

/** Sums of it stay exact however many words there are. */
const MAX_VALUE = 1 << 20

/** The number of `word => [word, 1]`; undefined when the function is anything else. */
export function pairForm(closure: ClosureText): number | undefined {
  const simple = simpleFunction(closure)
  if (simple?.parameters.length !== 1 || simple.body.type !== 'ArrayExpression') return undefined
  const [word, number] = simple.body.elements
  if (simple.body.elements.length !== 2 || !word || !number) return undefined
  if (!isName(word, simple.parameters[0]) || number.type === 'SpreadElement') return undefined
  const value = numberOf(number)
  const isExact = Number.isInteger(value) && !Object.is(value, -0)
  return isExact && Math.abs(value as number) <= MAX_VALUE ? value : undefined
}

/** Whether the function is one of `word => word`, `word => word !== ''`, `word => word.length > 0` and their like. */
export function isNotEmptyForm(closure: ClosureText): boolean {
  const simple = simpleFunction(closure)
  if (simple?.parameters.length !== 1) return false
  const [word] = simple.parameters
  const { body } = simple
  const isLength = (node: typeof body): boolean =>
    node.type === 'MemberExpression' &&
    !node.computed &&
    !node.optional &&
    node.property.type === 'Identifier' &&
    node.property.name === 'length' &&
    isName(node.object, word)
  if (isName(body, word) || isLength(body)) return true
  if (body.type !== 'BinaryExpression' || body.left.type === 'PrivateIdentifier') return false
  const { left, operator, right } = body
  if (operator === '!==' || operator === '!=') {
    const isEmptyText = right.type === 'Literal' && right.value === ''
    return isName(left, word) ? operator === '!==' && isEmptyText : isZero(right) && isLength(left)
  }
  return operator === '>' && isZero(right) && isLength(left)
}

const isZero = (node: Parameters<typeof numberOf>[0]): boolean => numberOf(node) === 0

/** The fold of `(a, b) => a + b`, `Math.max(a, b)` and `Math.min(a, b)`; undefined when the function is anything else. */
export function foldForm(closure: ClosureText): Fold | undefined {
  const simple = simpleFunction(closure)
  if (simple?.parameters.length !== 2) return undefined
  const [a, b] = simple.parameters
  if (a === b) return undefined
  const { body } = simple
  if (body.type === 'BinaryExpression') {
    if (body.operator !== '+' || body.left.type === 'PrivateIdentifier') return undefined
    return areBoth(body.left, body.right) ? 'sum' : undefined
  }
  const [of, name, args] = methodCall(body) ?? []
  if (of === undefined || !isName(of, 'Math') || args?.length !== 2) return undefined
  if (name !== 'max' && name !== 'min') return undefined
  const [first, second] = args
  return first && second && areBoth(first, second) ? name : undefined

  function areBoth(x: Parameters<typeof isName>[0], y: Parameters<typeof isName>[0]): boolean {
    return (isName(x, a) && isName(y, b)) || (isName(x, b) && isName(y, a))
  }
}
