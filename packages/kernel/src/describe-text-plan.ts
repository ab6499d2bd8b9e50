import type { TextPlan } from './text-plan.js'

/** A plan in words: `split by " ", sum of 1`. */
export function describeTextPlan({ split, dropEmpty, output }: TextPlan): string {
  const by =
    split.unit === undefined
      ? JSON.stringify(split.separators)
      : `/${split.unit}${split.runs ? '+' : ''}/`
  const words = [
    split.lowerCase ? 'lower case' : '',
    `split by ${by}`,
    dropEmpty ? 'not empty' : '',
    output.kind === 'count' ? 'count' : `${output.fold} of ${String(output.value)}`,
  ]
  return words.filter((part) => part !== '').join(', ')
}
