import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { closure, deny, lazy, ship } from '../src/index.js'
import { createRebuildEnvironment } from '../src/rebuild.js'
import { rebuilt, refusalOf, sent } from './round-trip.js'

const test = suite('closure: hooks')

class Handle {
  readonly #id: number
  constructor(id: number) {
    this.#id = id
  }
  get id(): number {
    return this.#id
  }
  [ship]() {
    return { module: 'handles', export: 'handleOf', args: [this.#id, { nested: [1] }] }
  }
}

test('an object with a ship method is made by the export that it names', async () => {
  const handle = new Handle(7)
  const calls: unknown[][] = []
  const handleOf = (...args: unknown[]) => {
    calls.push(args)
    return { id: args[0] }
  }
  const environment = createRebuildEnvironment({ provided: { handles: { handleOf } } })
  const { functions } = await rebuilt([() => handle, () => handle.id], {}, environment)
  assert.equal((functions[0] as () => unknown)(), { id: 7 })
  assert.is((functions[1] as () => unknown)(), 7)
  assert.equal(calls, [[7, { nested: [1] }]], 'once for two closures')
})

test('an object with a ship method may name a reviver', async () => {
  const accumulator = { [ship]: () => ({ reviver: 'accumulator', value: { id: 3 } }) }
  const revivers = { accumulator: (value: unknown) => ({ revived: value }) }
  const environment = createRebuildEnvironment({ revivers })
  const { functions } = await rebuilt([() => accumulator], {}, environment)
  assert.equal((functions[0] as () => unknown)(), { revived: { id: 3 } })
})

test('an object that denies itself is refused with its reason and the way to it', () => {
  class Context {
    get [deny](): string {
      return 'it captures the SparkContext, which lives on the driver only'
    }
  }
  const job = { sc: new Context() }
  const error = refusalOf(() => job)
  assert.match(error.message, 'it captures the SparkContext, which lives on the driver only')
  assert.match(error.message, '└ variable job └ property sc')
})

test('a class that extends one with hooks travels as any class does', async () => {
  class Named extends Handle {
    readonly name = 'n'
    twice(): string {
      return this.name + this.name
    }
  }
  class Refused {
    get [deny](): string {
      return 'no instance of it travels'
    }
  }
  class Plain extends Refused {
    static of(): number {
      return 1
    }
  }
  const { functions } = await rebuilt([
    () => Named.prototype.twice.call({ name: 'x' } as never),
    () => Plain.of(),
  ])
  assert.is((functions[0] as () => unknown)(), 'xx')
  assert.is((functions[1] as () => unknown)(), 1)
})

test('an object with a ship method that is frozen, cyclic or held twice travels once', async () => {
  const handle = new Handle(1)
  const holder = Object.freeze({ a: handle, b: handle })
  const environment = createRebuildEnvironment({
    provided: { handles: { handleOf: (id: number) => ({ id }) } },
  })
  const { functions } = await rebuilt([() => holder.a === holder.b], {}, environment)
  assert.is((functions[0] as () => unknown)(), true)
})

test('a lazy value is made once per slot, at its first use, also over several graphs', async () => {
  const made: string[] = []
  Object.assign(globalThis, { firesteelMade: made })
  const client = lazy(() => {
    ;(globalThis as never as { firesteelMade: string[] }).firesteelMade.push('made')
    return { of: 'slot' }
  })
  const environment = createRebuildEnvironment()
  const one = await rebuilt([() => client.value], {}, environment)
  const two = await rebuilt([() => client.value], {}, environment)
  assert.equal(made, [])
  const first = (one.functions[0] as () => unknown)()
  assert.is((two.functions[0] as () => unknown)(), first)
  assert.equal(made, ['made'])
  const elsewhere = await rebuilt([() => client.value])
  assert.is.not((elsewhere.functions[0] as () => unknown)(), first)
  assert.equal(made, ['made', 'made'])
  assert.equal(client.value, { of: 'slot' })
})

test('a lazy value whose maker throws is asked for again', () => {
  let tries = 0
  const value = lazy(() => {
    if (++tries < 2) throw new Error('not yet')
    return tries
  })
  assert.throws(() => value.value, 'not yet')
  assert.is(value.value, 2)
  assert.is(value.value, 2)
})

test('what closure() names wins over what the inspector finds', async () => {
  const factor = 2
  assert.is(
    await sent(
      closure({ factor: 10 }, (x: number) => x * factor),
      3,
    ),
    30,
  )
})

test.run()
