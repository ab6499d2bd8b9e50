import { ACCESSOR, CONFIGURABLE, ENUMERABLE, type Extra, WRITABLE } from '../graph.js'
import { ownProperty } from '../own-property.js'
import type { Links } from './links.js'

/** Defines the properties that are not plain data, except on objects that keep what they have. */
export function applyExtras(links: Links, isKept: (node: number) => boolean): void {
  for (const extra of links.data.extras) {
    const target = links.value([extra[0]])
    if (!isKept(extra[0])) define(target as object, extra, links)
  }
}

function define(target: object, [, keyRef, flags, first, second]: Extra, links: Links): void {
  const key = links.value(keyRef) as PropertyKey
  const present = ownProperty(target, key)
  // The length of a string object, and the like: made with the object, and never another.
  if (present?.configurable === false && !present.writable) return
  const value = links.value(first)
  const common = {
    enumerable: (flags & ENUMERABLE) !== 0,
    configurable: (flags & CONFIGURABLE) !== 0,
  }
  Object.defineProperty(
    target,
    key,
    (flags & ACCESSOR) === 0
      ? { ...common, value, writable: (flags & WRITABLE) !== 0 }
      : { ...common, get: value as () => unknown, set: links.value(second) as never },
  )
}

/** Closes the objects that took no further properties on the driver; the last step of all. */
export function applyIntegrity(links: Links): void {
  for (const [node, level] of links.data.integrity) {
    const value = links.value([node]) as object
    if (level === 3) Object.freeze(value)
    else if (level === 2) Object.seal(value)
    else Object.preventExtensions(value)
  }
}
