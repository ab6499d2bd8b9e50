import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { type ClosureText, describeTextPlan, planText } from '../src/index.js'

const test = suite('planning a text stage')

const closure = (source: string, freeVariables: readonly string[] = []): ClosureText => ({
  source,
  freeVariables,
  isAsync: false,
  isGenerator: false,
})
const usual = {
  split: closure("line => line.split(' ')"),
  filters: [],
  pair: closure('word => [word, 1]'),
  fold: closure('(a, b) => a + b'),
}

test('knows word count in the ways in which it is written', () => {
  for (const split of [
    "line => line.split(' ')",
    "(line) => line.split(' ')",
    "function (line) { return line.split(' ') }",
    "(line) => {\n  // words\n  return line.split(' ');\n}",
  ]) {
    const plan = planText({ ...usual, split: closure(split) })
    assert.is(plan && describeTextPlan(plan), 'split by " ", sum of 1')
  }
})

test('knows minima, maxima, counts and firsts', () => {
  const of = (fold: string) => planText({ ...usual, fold: closure(fold) })?.output
  assert.equal(of('(a, b) => Math.max(a, b)'), { kind: 'fold', fold: 'max', value: 1 })
  assert.equal(of('(a, b) => Math.min(b, a)'), { kind: 'fold', fold: 'min', value: 1 })
  const nothing = { split: usual.split, filters: [] }
  assert.equal(planText({ ...nothing, fold: 'count' })?.output, {
    kind: 'fold',
    fold: 'count',
    value: null,
  })
  assert.equal(planText({ ...nothing, fold: 'first' })?.output, {
    kind: 'fold',
    fold: 'first',
    value: null,
  })
  assert.equal(planText(nothing)?.output, { kind: 'count' })
})

test('leaves alone what it does not know, however like it looks', () => {
  const unknown: [keyof typeof usual, string][] = [
    ['split', "line => line.split('')"],
    ['split', "line => line.split('\\n')"],
    ['split', "line => line.split('ab')"],
    ['split', "line => line.split('é')"],
    ['split', "line => line.split(' ', 2)"],
    ['split', 'line => line.split(/ +/u)'],
    ['split', 'line => line.split(/a|b/)'],
    ['split', 'line => line.split(/(,)/)'],
    ['split', "line => line?.split(' ')"],
    ['split', "line => line.trim().split(' ')"],
    ['split', "line => other.split(' ')"],
    ['split', "(line = '') => line.split(' ')"],
    ['split', "({ split }) => split(' ')"],
    ['split', "line => line['split'](' ')"],
    ['split', "line => { log(line); return line.split(' ') }"],
    ['split', 'line => line.toLowerCase().split("\'")'],
    ['pair', 'word => [word, 0.5]'],
    ['pair', 'word => [word, -0]'],
    ['pair', 'word => [word, 1e9]'],
    ['pair', 'word => [word, 1n]'],
    ['pair', "word => [word, '1']"],
    ['pair', 'word => [word, word.length]'],
    ['pair', 'word => [word, 1, 2]'],
    ['pair', 'word => [, 1]'],
    ['pair', 'word => [1, word]'],
    ['pair', '(word, i) => [word, 1]'],
    ['fold', '(a, b) => a - b'],
    ['fold', '(a, b) => a + a'],
    ['fold', '(a, a2) => a + 1'],
    ['fold', '(a, b) => Math.max(a, b, 3)'],
    ['fold', '(a, b) => Math.hypot(a, b)'],
    ['fold', '(a, b) => b'],
  ]
  for (const [which, source] of unknown) {
    assert.is(planText({ ...usual, [which]: closure(source) }), undefined, source)
  }
})

test('leaves alone what captures anything, is async or is a generator', () => {
  assert.is(planText({ ...usual, split: closure("line => line.split(' ')", ['sep']) }), undefined)
  const split = { ...closure("async line => line.split(' ')"), isAsync: true }
  assert.is(planText({ ...usual, split }), undefined)
})

test('does not take folds of users over words without numbers', () => {
  const { pair: _, ...rest } = usual
  assert.is(planText(rest), undefined)
})

test('sees filters that leave out empty words, and no others', () => {
  const of = (filter: string) => planText({ ...usual, filters: [closure(filter)] })
  for (const filter of [
    'w => w',
    "w => w !== ''",
    'w => w.length > 0',
    'w => w.length',
    'w => w.length !== 0',
  ]) {
    assert.is(of(filter)?.dropEmpty, true, filter)
  }
  for (const filter of [
    'w => !w',
    "w => w === ''",
    'w => w.length > 1',
    "w => w !== 'a'",
    'w => w.size > 0',
    "w => w != ''",
  ]) {
    assert.is(of(filter), undefined, filter)
  }
})

test.run()
