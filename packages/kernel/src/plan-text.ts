import { splitForm } from './forms/split-form.js'
import { foldForm, isNotEmptyForm, pairForm } from './forms/word-forms.js'
import type { TextPlan, TextSteps } from './text-plan.js'

/**
 * How the kernel runs these steps, or undefined when one of the functions is not of a form that it
 * knows, or captures something. What a plan computes is exactly what the functions would have.
 */
export function planText({ split, filters, pair, fold }: TextSteps): TextPlan | undefined {
  const splitting = splitForm(split)
  if (splitting === undefined || !filters.every(isNotEmptyForm)) return undefined
  const common = { split: splitting, dropEmpty: filters.length > 0 }
  if (fold === undefined) {
    return pair === undefined ? { ...common, output: { kind: 'count' } } : undefined
  }
  const value = pair === undefined ? null : pairForm(pair)
  if (value === undefined) return undefined
  const folding = typeof fold === 'string' ? fold : foldForm(fold)
  if (folding === undefined) return undefined
  // What is folded by a function of the user's must be numbers.
  if (value === null && folding !== 'count' && folding !== 'first') return undefined
  return { ...common, output: { kind: 'fold', fold: folding, value } }
}
