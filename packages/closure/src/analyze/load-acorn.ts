import { createRequire } from 'node:module'
import type * as acorn from 'acorn'

let loaded: typeof acorn | undefined

/** The parser, loaded when the first closure is seen: a program that maps nothing does not pay for it. */
export function loadAcorn(): typeof acorn {
  loaded ??= createRequire(import.meta.url)('acorn') as typeof acorn
  return loaded
}
