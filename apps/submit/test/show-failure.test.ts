import { SparkError } from '@firesteel/errors'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { failureText } from '../src/show-failure.js'

const test = suite('firesteel submit: what a failure looks like')

const withStack = (error: Error, ...frames: string[]): Error => {
  error.stack = [
    `${error.name}: ${error.message}`,
    ...frames.map((frame) => `    at ${frame}`),
  ].join('\n')
  return error
}

test("the user's frames are shown, those of Firesteel, Node and the bundle's beginning are not", () => {
  const own = new URL('../src/index.ts', import.meta.url).pathname
  const error = withStack(
    new RangeError('too far'),
    'parse (/home/me/app.ts:4:31)',
    `Object.run (firesteel:program-1.js:11:22)`,
    `submit (${own}:37:3)`,
    'async /home/me/late.ts:1:2',
    'async node:internal/process:1:1',
    '__init (file:///tmp/x/application.mjs:8:58)',
  )
  assert.is(
    failureText(error),
    'RangeError: too far\n    at parse (/home/me/app.ts:4:31)\n    at async /home/me/late.ts:1:2',
  )
})

test('frames of ours are better than none', () => {
  assert.match(failureText(withStack(new Error('x'), 'f (node:fs:1:1)')), 'node:fs')
})

test('an error of ours without a frame of the user needs none', () => {
  const error = withStack(
    new SparkError('NOT_SERIALIZABLE', 'it captures a socket'),
    'f (node:fs:1:1)',
  )
  assert.is(failureText(error), 'SparkError: it captures a socket')
})

test('a cause is shown unless the message has told it', () => {
  const told = new Error('outer: inner', { cause: new Error('inner') })
  assert.not.match(failureText(told), 'caused by')
  const untold = new Error('outer', { cause: new Error('reason') })
  assert.match(failureText(untold), 'caused by Error: reason')
})

test('what is no error is shown too, and a cycle of causes ends', () => {
  assert.match(failureText({ a: 1 }), 'the application threw { a: 1 }')
  const cyclic = new Error('a')
  cyclic.cause = new Error('b', { cause: cyclic })
  assert.match(failureText(cyclic), 'caused by Error: b')
})

test.run()
