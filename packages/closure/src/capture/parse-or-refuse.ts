import { parseFunction } from '../analyze/parse-function.js'
import { type ParsedFunction, UnreadableFunction } from '../analyze/parsed-function.js'
import { refusalOfSyntax } from '../analyze/refuse-syntax.js'
import { Refusal } from './refusal.js'

/** What a captured function's text says; a refusal when it cannot travel. */
export function parseOrRefuse(fn: Function): ParsedFunction {
  const parsed = parsedText(fn)
  const refusal = refusalOfSyntax(parsed)
  if (refusal === undefined) return parsed
  throw new Refusal(refusal.problem, refusal.hint)
}

function parsedText(fn: Function): ParsedFunction {
  try {
    return parseFunction(Function.prototype.toString.call(fn))
  } catch (error) {
    if (!(error instanceof UnreadableFunction)) throw error
    throw new Refusal(error.message.replace(/^it/, `the function ${fn.name || '(anonymous)'}`))
  }
}
