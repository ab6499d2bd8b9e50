import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

let collect: (() => void) | undefined

/** Has V8 look for garbage now, in full; takes as long as the heap is large. */
export function collectGarbage(): void {
  if (collect === undefined) {
    // A new context has what the flag of this moment gives it; the others stay as they are.
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as () => void
    setFlagsFromString('--no-expose-gc')
  }
  collect()
}
