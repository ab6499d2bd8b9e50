import type { ClosureText } from './forms/closure-text.js'

/** What becomes of a word that was seen so many times, each time with the same number. */
export type Fold = 'sum' | 'min' | 'max' | 'count' | 'first'

/** A stage over lines of text that the kernel can run, as plain data. */
export interface TextPlan {
  readonly split: SplitPlan
  /** Words of no characters are left out. */
  readonly dropEmpty: boolean
  readonly output:
    | { readonly kind: 'count' }
    | { readonly kind: 'fold'; readonly fold: Fold; readonly value: number | null }
}

/** How a line becomes words. */
export interface SplitPlan {
  /** The ASCII characters that separate. */
  readonly separators: string
  /** Several in a row separate once. */
  readonly runs: boolean
  /** Of a regular expression: the unit that it matches, tried on characters beyond ASCII too. */
  readonly unit?: string | undefined
  readonly lowerCase: boolean
}

/** What a stage does with its lines, as the planner sees it: closures by their text. */
export interface TextSteps {
  /** What turns a line into words: the function of `flatMap`. */
  readonly split: ClosureText
  /** Functions of `filter` behind it. */
  readonly filters: readonly ClosureText[]
  /** What makes a word a pair: the function of `map`; absent where each word is paired with null. */
  readonly pair?: ClosureText | undefined
  /** How values of a word are folded; absent when words are only counted. */
  readonly fold?: ClosureText | 'count' | 'first' | undefined
}
