import type { Expression } from 'acorn'
import { loadAcorn } from './load-acorn.js'
import { parseClass } from './parse-class.js'
import { parseCode } from './parse-code.js'
import { type ParsedFunction, UnreadableFunction } from './parsed-function.js'

const remembered = new Map<string, ParsedFunction>()
const REMEMBERED = 2_000

/** Parses a function's text, as `Function.prototype.toString` gives it; remembers what it parsed. */
export function parseFunction(text: string): ParsedFunction {
  let parsed = remembered.get(text)
  if (parsed === undefined) {
    parsed = parse(text)
    if (remembered.size >= REMEMBERED) remembered.clear()
    remembered.set(text, parsed)
  }
  return parsed
}

function parse(text: string): ParsedFunction {
  const expression = attempt(`(${text}\n)`)
  if (expression?.type === 'ClassExpression') return parseClass(text, expression)
  if (expression?.type === 'ArrowFunctionExpression') return parseCode(text, 'arrow', expression, 1)
  if (expression?.type === 'FunctionExpression') return parseCode(text, 'function', expression, 1)
  // An arrow with the `new.target` of the function around it is no expression by itself.
  if (attempt(`(function(){return(${text}\n)})`)?.type === 'FunctionExpression') {
    throw new UnreadableFunction('it uses the `new.target` of the function around it')
  }
  const object = attempt(`({${text}\n})`)
  if (object?.type === 'ObjectExpression') return parseCode(text, 'method', object, 2)
  if (/^\s*(static\s+|async\s+|get\s+|set\s+|\*\s*)*#/.test(text)) {
    throw new UnreadableFunction('it is a private method, which exists inside its class only')
  }
  if (/\.#|#\w+\s+in\b/.test(text)) {
    throw new UnreadableFunction('it uses a #private name, which exists inside its class only')
  }
  throw new UnreadableFunction('its source text cannot be parsed')
}

function attempt(text: string): Expression | undefined {
  try {
    const node = loadAcorn().parseExpressionAt(text, 0, {
      ecmaVersion: 'latest',
      preserveParens: true,
      // Both are refused by name later on, with a better message.
      allowSuperOutsideMethod: true,
      allowImportExportEverywhere: true,
    })
    // An expression, not a program: nothing after it was looked at.
    if (node.end !== text.length || node.type !== 'ParenthesizedExpression') return undefined
    return node.expression
  } catch {
    return undefined
  }
}
