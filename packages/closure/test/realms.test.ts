import { suite } from '@firesteel/testkit'
import vm from 'node:vm'
import * as assert from 'uvu/assert'
import { rebuilt } from './round-trip.js'

const test = suite('closure: realms')

// As jest does: the program in a context of its own, with Node's globals handed in.
const context = vm.createContext({ Buffer, URL, console, setTimeout })

test('a program that runs in another realm ships what any other does', async () => {
  const { fn } = vm.runInContext(
    `
    const factor = 3
    const table = { list: [1, 2], map: new Map([['a', new Set([1])]]), date: new Date(5), re: /x/g }
    const failure = new TypeError('t')
    const bytes = Uint8Array.of(1, 2)
    const split = String.prototype.split
    class Base { m() { return factor } }
    class Derived extends Base { m() { return super.m() + 1 } }
    class List extends Array {}
    const made = new Derived()
    const later = async () => 1
    ;({ fn: () => [
      table.list.map((x) => x * factor), [...table.map.get('a')], table.date.getTime(), table.re.flags,
      failure instanceof TypeError, bytes.length, split.call('a,b', ','), made.m(), made instanceof Base,
      List.of(1).length, later() instanceof Promise,
    ] })`,
    context,
  ) as { fn: () => unknown[] }
  const here = JSON.stringify(fn())
  const { functions } = await rebuilt([fn])
  assert.is(JSON.stringify((functions[0] as typeof fn)()), here)
})

test('what comes out is of the executor’s own realm', async () => {
  const fn = vm.runInContext(`const l = [1]; const o = { a: 1 }; (() => [l, o])`, context)
  const { functions } = await rebuilt([fn as () => unknown])
  const [list, object] = (functions[0] as () => [unknown, object])()
  assert.instance(list, Array)
  assert.is(Object.getPrototypeOf(object), Object.prototype)
})

test.run()
