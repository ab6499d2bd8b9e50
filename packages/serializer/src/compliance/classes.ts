import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict'
import type { FidelityCase } from './fidelity.js'

class Point {
  x: number
  y: number
  constructor(x: number, y: number) {
    this.x = x
    this.y = y
  }
  get length(): number {
    return Math.hypot(this.x, this.y)
  }
}
class Point3 extends Point {
  z = 1
}
class Stack extends Array<unknown> {
  label = 'none'
  top(): unknown {
    return this.at(-1)
  }
}
class Counts extends Map<string, number> {
  total(): number {
    return [...this.values()].reduce((a, b) => a + b, 0)
  }
}
class Failure extends Error {
  readonly detail: unknown
  constructor(message: string, detail: unknown) {
    super(message)
    this.detail = detail
  }
}
class Guarded {
  set value(_value: number) {
    throw new Error('a setter was called')
  }
}

/** The classes that {@link CLASS_CASES} use, by the ids a test's ClassResolver gives them. */
export const COMPLIANCE_CLASSES: Readonly<Record<string, Function>> = {
  Point,
  Point3,
  Stack,
  Counts,
  Failure,
  Guarded,
}

/** Instances of an application's classes: where {@link COMPLIANCE_CLASSES} are known, they keep their class. */
export const CLASS_CASES: readonly FidelityCase[] = [
  {
    name: 'an instance with its methods',
    make: () => new Point(3, 4),
    check(back) {
      deepStrictEqual(back, new Point(3, 4))
      strictEqual((back as Point).length, 5)
    },
  },
  {
    name: 'instances of a subclass, in an array, one of them twice',
    make: () => {
      const point = new Point3(1, 2)
      return [point, new Point3(5, 6), point]
    },
    check(back) {
      const points = back as Point3[]
      deepStrictEqual(points[1], new Point3(5, 6))
      strictEqual(points[0], points[2])
      ok(points[0] instanceof Point)
    },
  },
  {
    name: 'a subclass of Array with properties',
    make: () => Object.assign(Stack.from([1, [2]]), { label: 'l' }),
    check(back) {
      const stack = back as Stack
      ok(stack instanceof Stack && Array.isArray(stack))
      deepStrictEqual(stack.top(), [2])
      strictEqual(stack.label, 'l')
      strictEqual(stack.length, 2)
    },
  },
  {
    name: 'a subclass of Map',
    make: () =>
      new Counts([
        ['a', 1],
        ['b', 2],
      ]),
    check(back) {
      ok(back instanceof Counts)
      strictEqual(back.total(), 3)
    },
  },
  {
    name: 'a subclass of Error',
    make: () => new Failure('broken', { at: 5 }),
    check(back) {
      ok(back instanceof Failure && back instanceof Error)
      strictEqual(back.message, 'broken')
      deepStrictEqual(back.detail, { at: 5 })
    },
  },
  {
    name: 'a property that hides a setter',
    make: () => Object.defineProperty(new Guarded(), 'value', { value: 5, enumerable: true }),
    check: (back) => strictEqual((back as { value: unknown }).value, 5),
  },
]
