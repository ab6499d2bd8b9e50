import { suite } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { KeyMap, hashKey, keysEqual } from '../src/index.js'
import { anyKey } from './any-key.js'

const test = suite('keys: KeyMap')

const operation = fc.tuple(fc.constantFrom('set', 'delete', 'update'), anyKey, fc.integer())

test('does what a list searched with keysEqual does', () => {
  fc.assert(
    fc.property(
      fc.array(operation, { maxLength: 60 }),
      fc.integer({ min: 1, max: 5 }),
      (ops, n) => {
        const map = new KeyMap<unknown, number>({ entriesPerMap: n })
        let list: [unknown, number][] = []
        for (const [what, key, value] of ops) {
          const entry = list.find(([each]) => keysEqual(each, key))
          assert.is(map.get(key), entry?.[1])
          assert.is(map.has(key), entry !== undefined)
          if (what === 'delete') {
            assert.is(map.delete(key), entry !== undefined)
            list = list.filter((each) => each !== entry)
            continue
          }
          const next = what === 'set' ? value : (entry?.[1] ?? 0) + value
          if (what === 'set') map.set(key, value)
          else
            assert.is(
              map.update(key, (old) => (old ?? 0) + value),
              next,
            )
          if (entry === undefined) list.push([key, next])
          else entry[1] = next
        }
        assert.is(map.size, list.length)
        const entries = [...map]
        assert.is(entries.length, list.length)
        for (const [key, value] of entries) {
          assert.is(list.find(([each]) => keysEqual(each, key))?.[1], value)
        }
        assert.equal([...map.values()].length, [...map.keys()].length)
      },
    ),
  )
})

test('iterates in the order of setting, primitive keys first', () => {
  const map = new KeyMap<unknown, number>().set([2], 1).set('b', 2).set([1], 3).set('a', 4)
  assert.equal([...map.keys()], ['b', 'a', [2], [1]])
})

test('keeps compound keys with the same hash apart', () => {
  const byHash = new Map<number, number[]>()
  const pairs: number[][][] = []
  for (let i = 0; pairs.length < 2; i++) {
    const other = byHash.get(hashKey([i]))
    if (other === undefined) byHash.set(hashKey([i]), [i])
    else pairs.push([other, [i]])
  }
  for (const [a, b] of pairs as [number[], number[]][]) {
    for (const gone of [a, b]) {
      const map = new KeyMap<number[], string>().set([...a], 'a').set([...b], 'b')
      assert.is(map.get([...a]), 'a')
      assert.is(map.get([...b]), 'b')
      const kept = gone === a ? b : a
      assert.ok(map.delete([...gone]))
      assert.equal([...map.keys()], [kept])
      assert.is(map.get(gone), undefined)
      map.set(gone, 'again')
      assert.equal([...map.keys()], [kept, gone])
    }
  }
})

test('refuses a Map as a key', () => {
  assert.throws(() => new KeyMap<unknown, number>().set([new Map()], 1), /a Map/)
})

test.run()
