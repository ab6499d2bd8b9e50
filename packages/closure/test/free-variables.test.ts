import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { parseFunction } from '../src/analyze/parse-function.js'

const test = suite('closure: free variables')

const table: readonly (readonly [text: string, free: readonly string[]])[] = [
  ['() => a', ['a']],
  ['(a) => a', []],
  ['({ a, b: { c }, ...d }, [e, f = g] = h) => [a, c, d, e, f]', ['h', 'g']],
  ['function f(a = () => b) { var b; return f }', ['b']],
  ['() => { { let a; } return a }', ['a']],
  ['() => { if (x) { var a } return a }', ['x']],
  ['() => { return a; function a() {} }', []],
  ['() => { try { b() } catch (a) { return a } return a }', ['b', 'a']],
  ['() => { try {} catch { return a } }', ['a']],
  ['() => { for (const a of a1) a; for (let b = 0; b < c; b++); return b }', ['a1', 'c', 'b']],
  ['() => { for (a of b) c }', ['a', 'b', 'c']],
  ['() => { switch (a) { case b: let c; default: return c } }', ['a', 'b']],
  ['() => { a: for (;;) { break a } }', []],
  ['() => ({ a: 1, b, [c]: 2, d() { return e }, get f() { return g } })', ['b', 'c', 'e', 'g']],
  ['() => a.b.c[d]?.e', ['a', 'd']],
  [
    '() => class A extends B { x = y; #z = w; static { v } [u]() { return A } }',
    ['B', 'y', 'w', 'v', 'u'],
  ],
  ['class A extends B { m() { return new A(c) } }', ['B', 'c']],
  ['class A extends mix(B) { m() { return super.m() } }', []],
  ['class A { static x = y; static { z } m() {} }', []],
  ['() => `${a}${`${b}`}`', ['a', 'b']],
  ['() => tag`x${a}`', ['tag', 'a']],
  ['async () => { for await (const a of b) await c(a) }', ['b', 'c']],
  ['function* () { yield* a }', ['a']],
  ['async *m(a) { yield b }', ['b']],
  ['get x() { return a }', ['a']],
  ['[k](a) { return a + b }', ['b']],
  ['class A { [k]() {} [`a${l}`]() {} [Symbol.iterator]() {} }', ['k', 'Symbol']],
  ['() => typeof a === "undefined"', ['a']],
  ['() => { const f = function g() { return g }; return g }', ['g']],
  ['() => { class C {} return C }', []],
  ['function () { return this.a + arguments.length + new.target }', []],
  ['() => function () { return this }', []],
  ['(a, b = a) => b', []],
  ['() => { ({ a, b: c.d } = e) }', ['a', 'c', 'e']],
  ['() => /a/.test(b) / c', ['b', 'c']],
]

for (const [text, free] of table) {
  test(`${text} takes ${free.join(', ') || 'nothing'} from outside`, () => {
    assert.equal([...parseFunction(text).free.keys()].sort(), [...free].sort())
    assert.equal(parseFunction(text).foreign, [])
  })
}

const foreign: readonly (readonly [text: string, what: readonly string[]])[] = [
  ['() => this', ['this']],
  ['() => () => [this, arguments]', ['this', 'arguments']],
  ['() => ({ a: this, m() { return this } })', ['this']],
  ['() => class { a = this; [this.b]() {} }', ['this']],
  ['m() { return super.m() }', ['super']],
  ['() => super.m()', ['super']],
  ['() => import.meta.url', ['import.meta']],
  ['() => eval("1")', ['eval']],
  ['function () { return () => this }', []],
]

for (const [text, what] of foreign) {
  test(`${text} takes ${what.join(' and ') || 'no this'} of what is around it`, () => {
    assert.equal(
      parseFunction(text).foreign.map((each) => each.what),
      what,
    )
  })
}

test('uses of properties are known, and uses as a whole', () => {
  const chains = (text: string) => parseFunction(text).free.get('ns')?.chains
  assert.equal(chains('() => ns.a.b(ns.c)'), [['a', 'b'], ['c']])
  assert.equal(chains('() => ns["a"]'), [['a']])
  assert.equal(chains('() => ns[x]'), [[]])
  assert.equal(chains('() => [ns.a, ns]'), [['a'], []])
  assert.equal(chains('() => ({ ns })'), [[]])
})

test('a text keeps its length and its lines when it is made ready to compile', () => {
  const text = `class A extends mix(B) {
    static x = {
      a: 1,
    }
    static { this.x }
    m() { return import('y') }
  }`
  const { text: compiled, importName } = parseFunction(text)
  assert.is(compiled.length, text.length)
  assert.equal(
    compiled.split('\n').map((line) => line.length),
    text.split('\n').map((line) => line.length),
  )
  assert.is(importName?.length, 'import'.length)
  assert.not.match(compiled, /static|mix|import\(/)
})

test('names that stand for import and super are none of the text’s own', () => {
  const { importName } = parseFunction('($imprt, _imprt) => import($imprt)')
  assert.not.ok(['$imprt', '_imprt', 'import'].includes(importName as string))
})

test.run()
