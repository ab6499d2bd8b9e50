import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { ClassRegistry } from '../src/index.js'
import { createRebuildEnvironment } from '../src/rebuild.js'
import { rebuilt } from './round-trip.js'

const test = suite('closure: classes')

class Shape {
  readonly size: number
  constructor(size: number) {
    this.size = size
  }
}
class Square extends Shape {
  area(): number {
    return this.size ** 2
  }
}

test('instanceof holds between closures that were shipped apart', async () => {
  const classes = new ClassRegistry({ names: true })
  const environment = createRebuildEnvironment()
  const make = await rebuilt([() => new Square(3)], { classes }, environment)
  const check = await rebuilt(
    [(x: unknown) => [x instanceof Square, x instanceof Shape]],
    { classes },
    environment,
  )
  const made = (make.functions[0] as () => Square)()
  assert.equal((check.functions[0] as (x: unknown) => boolean[])(made), [true, true])
  assert.is(made.area(), 9)
})

test('two slots have classes of their own under the same names', async () => {
  const classes = new ClassRegistry({ names: true })
  const slots = [createRebuildEnvironment(), createRebuildEnvironment()]
  for (const slot of slots) await rebuilt([() => new Square(1)], { classes }, slot)
  const id = classes.idOf(Square) as string
  const [one, other] = slots.map((slot) => slot.classes.classOf(id))
  assert.type(one, 'function')
  assert.type(other, 'function')
  assert.is.not(one, other)
  assert.is(slots[0]?.classes.idOf(one as Function), id)
})

test('the driver names every class once, and a slot names none', () => {
  const driver = new ClassRegistry({ names: true })
  const id = driver.idOf(Shape)
  assert.is(driver.idOf(Shape), id)
  assert.is.not(driver.idOf(Square), id)
  assert.is(driver.classOf(id as string), Shape)
  assert.is(new ClassRegistry().idOf(Shape), undefined)
})

test('classes named since the last look are pending once', () => {
  const driver = new ClassRegistry({ names: true })
  driver.idOf(Shape)
  assert.equal(driver.pendingClasses(), [Shape])
  assert.equal(driver.pendingClasses(), [])
  driver.idOf(Square)
  assert.equal(driver.pendingClasses(), [Square])
  assert.equal(driver.classes(), [Shape, Square])
})

test('a class that no closure names travels when it is asked for', async () => {
  const classes = new ClassRegistry({ names: true })
  const id = classes.idOf(Square) as string
  const environment = createRebuildEnvironment()
  await rebuilt([() => 1], { classes, extraClasses: classes.pendingClasses() }, environment)
  const there = environment.classes.classOf(id) as typeof Square
  assert.is(new there(4).area(), 16)
})

test('a class keeps its statics as they are when it is captured', async () => {
  class Counter {
    static started = 0
    static readonly log: string[] = []
    static start(): number {
      this.log.push('started')
      return ++this.started
    }
  }
  Counter.start()
  const { functions } = await rebuilt([() => [Counter.start(), Counter.log.length]])
  assert.equal((functions[0] as () => unknown)(), [2, 2])
})

test('a class that a slot has keeps its state when another graph names it', async () => {
  class Tally {
    static count = 0
    static add(): number {
      return ++this.count
    }
  }
  const classes = new ClassRegistry({ names: true })
  const environment = createRebuildEnvironment()
  const one = await rebuilt([() => Tally.add()], { classes }, environment)
  const add = one.functions[0] as () => number
  assert.equal([add(), add()], [1, 2])
  const two = await rebuilt([() => Tally.add()], { classes }, environment)
  assert.is((two.functions[0] as () => number)(), 3)
})

test('a static initialiser is not run again', async () => {
  const runs: string[] = []
  class Once {
    static value = runs.push('run')
    static {
      runs.push('block')
    }
  }
  const { functions } = await rebuilt([() => [Once.value, runs.length]])
  assert.equal((functions[0] as () => unknown)(), [1, 2])
})

test.run()
