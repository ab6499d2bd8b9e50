/**
 * What a function answered where an answer is needed now. A promise would count as true, or be
 * forgotten with its failure: it is a TypeError that names the call and says where promises are awaited.
 */
export function refusePromise(value: unknown, site: string, instead: string): void {
  if (typeof (value as PromiseLike<unknown> | null | undefined)?.then !== 'function') return
  // Its failure, should it fail, is not the news any more.
  if (value instanceof Promise) value.catch(() => {})
  throw new TypeError(
    `${site}: the function returned a promise, which nobody would wait for: use ${instead}, whose function may be async, and await inside it`,
  )
}
