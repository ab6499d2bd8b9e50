import type { ClassRegistry } from '@firesteel/closure'
import { captureGraph } from '@firesteel/closure'

/** Whether a class can travel, asked once. */
const verdicts = new WeakMap<Function, boolean>()

/**
 * The application's named classes that can travel. A stage takes them all along: its slots may read
 * instances that other slots wrote.
 */
export const shippableClasses = (registry: ClassRegistry): readonly Function[] =>
  registry.classes().filter((each) => {
    const known = verdicts.get(each)
    if (known !== undefined) return known
    const can = canTravel(each, registry)
    verdicts.set(each, can)
    return can
  })

function canTravel(constructor: Function, classes: ClassRegistry): boolean {
  try {
    captureGraph([], { classes, extraClasses: [constructor] })
    return true
  } catch {
    return false
  }
}
