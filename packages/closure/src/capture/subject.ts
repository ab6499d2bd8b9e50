import { fileURLToPath } from 'node:url'
import type { ParsedFunction } from '../analyze/parsed-function.js'
import type { PlainFunction } from '../inspect/inspection.js'
import type { Script } from '../inspect/scripts.js'

/** A function of the program's own, with all that its capture needs to know. */
export interface Subject {
  readonly fn: Function
  readonly index: number
  readonly parsed: ParsedFunction
  readonly looked: PlainFunction | undefined
  readonly script: Script | undefined
}

/** The file of a script's URL. */
export const fileOf = (url: string): string => (url.startsWith('file:') ? fileURLToPath(url) : url)
