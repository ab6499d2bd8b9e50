import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import vm from 'node:vm'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { analyzeClosure } from '../src/index.js'
import { refusalOf, warningsOf } from './round-trip.js'

const test = suite('closure: messages')

const file = fileURLToPath(import.meta.url)
const here = readFileSync(file, 'utf8')

/** Line and column at which a text first stands in this file. */
function positionOf(text: string): string {
  const at = here.indexOf(text)
  const before = here.slice(0, at).split('\n')
  return `${before.length}:${(before.at(-1) as string).length + 1}`
}

test('a refusal names the culprit, the closure, its place, the way and a hint', () => {
  const server = createServer()
  const deepBad = { cfg: { list: [1, { conn: server }] } }
  const error = refusalOf(() => deepBad.cfg)
  assert.is(
    error.message,
    [
      'Task not serializable: it captures a live node:net Server object',
      `  closure "()=>deepBad.cfg" defined at ${file}:${positionOf('() => deepBad.cfg')}`,
      '    └ variable deepBad └ property cfg └ property list └ property 1 └ property conn',
      '  hint: open it inside the closure (mapPartitions) or wrap it: const x = lazy(() => …)',
    ].join('\n'),
  )
  assert.is(error.code, 'NOT_SERIALIZABLE')
  assert.is(error.retryable, false)
})

test('its details say the same to a program', () => {
  const server = createServer()
  const { details } = refusalOf(() => server)
  assert.is(details.problem, 'it captures a live node:net Server object')
  assert.equal(details.path, ['variable server'])
  assert.is(details.operator, 'map')
  assert.is((details.position as { file: string }).file, file)
})

test('the way goes through helpers, classes, maps and the maker of a lazy value', () => {
  const gone = Promise.resolve()
  const helper = () => gone
  class Holder {
    static kept = helper
  }
  const byName = new Map([['holder', Holder]])
  const error = refusalOf(() => byName)
  assert.equal(error.details.path, [
    'variable byName',
    'entry holder',
    'static property kept',
    'variable gone',
  ])
})

test('of several ways to the culprit the shortest is shown', () => {
  const gone = Promise.resolve()
  const long = { a: { b: { c: gone } } }
  const short = { gone }
  assert.equal(refusalOf(() => [long, short]).details.path, ['variable short', 'property gone'])
})

test('what can never travel is refused at the operator call, before any job', () => {
  class Job {
    readonly factor = 2
    closure() {
      return (x: number) => x * this.factor
    }
  }
  const closure = new Job().closure()
  assert.throws(
    () => analyzeClosure(closure, { operator: 'flatMap' }),
    (error: { message: string; code: string; details: { operator: string } }) =>
      error.code === 'NOT_SERIALIZABLE' &&
      error.details.operator === 'flatMap' &&
      /it uses the `this` of the function around it[\s\S]*const \{ factor \} = this/.test(
        error.message,
      ),
  )
})

test('direct eval is refused, and a function named eval is not', () => {
  const source = '({ direct: () => eval("1"), own: (eval) => eval(1) })'
  const { direct, own } = vm.runInThisContext(source) as Record<'direct' | 'own', () => unknown>
  assert.match(refusalOf(direct).message, 'it calls `eval` directly')
  assert.is(analyzeClosure(own, { operator: 'map' }).operator, 'map')
})

test('what is no function is a mistake of the caller', () => {
  for (const [value, text] of [
    [1, 'a number'],
    [null, 'null'],
    [{}, 'an object'],
  ] as const) {
    assert.throws(
      () => analyzeClosure(value as never, { operator: 'filter' }),
      (error: Error) =>
        error instanceof TypeError &&
        error.message === `filter takes a function, and was given ${text}`,
    )
  }
})

test('an assignment to a captured variable is warned of with its name and place', () => {
  let sum = 0
  const [warning] = warningsOf((x: number) => {
    sum += x
  })
  assert.is(warning?.code, 'CLOSURE_ASSIGNS_CAPTURED')
  assert.is(warning?.variable, 'sum')
  assert.match(warning?.message ?? '', `assigns to the captured variable 'sum'`)
  assert.match(warning?.message ?? '', 'use an accumulator')
  assert.is(sum, 0)
})

test('assignments of every form are seen, those to own variables are not warned of', () => {
  let a = 0
  let b = 0
  let c = 0
  let d: number[] = []
  const warnings = warningsOf((list: [number, number][]) => {
    let own = 0
    own++
    a++
    ;[b, { c }] = [1, { c: 2 }]
    for (const each of list) own += each[0]
    for (d of list) own += d.length
    return { a, own }
  })
  assert.equal(warnings.map(({ variable }) => variable).sort(), ['a', 'b', 'c', 'd'])
  assert.equal([a, b, c, d], [0, 0, 0, []])
})

test('a capture of more than ten thousand objects is warned of by its variable', () => {
  const lookup = Array.from({ length: 10_001 }, (_, id) => ({ id }))
  const small = [1, 2, 3]
  const warnings = warningsOf(() => [lookup, small])
  assert.equal(
    warnings.map(({ code, variable }) => [code, variable]),
    [['CLOSURE_CAPTURE_BIG', 'lookup']],
  )
  assert.match(warnings[0]?.message ?? '', `captures 'lookup' (10,002 objects)`)
  assert.match(warnings[0]?.message ?? '', 'sc.broadcast')
})

test('a capture of more than a megabyte is warned of, by bytes and by text', () => {
  const bytes = new Uint8Array(2 << 20)
  const text = 'x'.repeat(1_200_000)
  const warnings = warningsOf(() => [bytes, text.length])
  assert.equal(
    warnings.map(({ variable }) => variable),
    ['bytes', 'text'],
  )
  assert.match(warnings[0]?.message ?? '', '2.0 MiB')
})

test('a captured variable that is undefined is warned of, unless a captured function sets it', () => {
  const later: number | undefined = undefined
  const warnings = warningsOf(() => later)
  assert.equal(
    warnings.map(({ code, variable }) => [code, variable]),
    [['CLOSURE_CAPTURES_UNDEFINED', 'later']],
  )
  let memo: number | undefined
  const once = () => (memo ??= 1)
  const peek = () => memo
  assert.equal(
    warningsOf(() => [once(), peek()]),
    [],
  )
})

test('the call site is the user’s line, in his own file', () => {
  const { site } = analyzeClosure((x: number) => x, { operator: 'map' }) // here
  assert.is(site.file, file)
  const text = "analyzeClosure((x: number) => x, { operator: 'map' }) // here"
  assert.is(`${site.line}:${site.column}`, positionOf(text))
  assert.is(site.text, `map at ${basename(file)}:${site.line}`)
})

test('a handle says what a closure takes and is', () => {
  const factor = 2
  const handle = analyzeClosure(async (x: number, y: number) => Math.max(x * factor, y), {
    operator: 'map',
  })
  assert.equal(handle.freeVariables, ['factor'])
  assert.equal(
    [handle.isArrow, handle.isAsync, handle.isGenerator, handle.parameterCount],
    [true, true, false, 2],
  )
})

test.run()
