import type { LogLevel, Logger } from '@firesteel/logging'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { lazyLogger, logLevelOf } from '../src/lazy-logger.js'

const test = suite('driver logger')

const recorder = (said: string[]): Logger => {
  const write = (facts: object | string, message?: string): void => {
    said.push(message ?? (facts as string))
  }
  return { debug: write, info: write, warn: write, error: write, child: () => recorder(said) }
}

test('makes the logger with its first line, and follows the level of the moment', () => {
  const said: string[] = []
  let made = 0
  const now: { level: LogLevel } = { level: 'warn' }
  const logger = lazyLogger(now, () => {
    made++
    return recorder(said)
  })
  logger.info('not yet')
  assert.is(made, 0)
  logger.warn({ a: 1 }, 'one')
  now.level = 'debug'
  logger.child({ b: 2 }).debug('two')
  now.level = 'silent'
  logger.error('never')
  assert.equal(said, ['one', 'two'])
  assert.is(made, 1)
})

test("knows Spark's names of levels and refuses others", () => {
  assert.equal(['ALL', 'info', 'OFF'].map(logLevelOf), ['debug', 'info', 'silent'])
  assert.throws(() => logLevelOf('LOUD'), /'LOUD'.*WARN/)
})

test.run()
