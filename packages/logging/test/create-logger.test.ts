import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, tmpDir } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { type LogFormat, createLogger, silentLogger } from '../src/index.js'

const test = suite('logging')

function logged(format: LogFormat): string {
  const file = join(tmpDir(), 'log')
  const fd = openSync(file, 'w')
  const logger = createLogger({ name: 'worker', level: 'info', format, fd })
  logger.debug('too quiet')
  logger.child({ appId: 'app-1' }).warn({ cores: 2 }, 'short of cores')
  closeSync(fd)
  return readFileSync(file, 'utf8')
}

test('a JSON line has the facts, those of its parents, and is there at once', () => {
  const lines = logged('json').trim().split('\n')
  assert.is(lines.length, 1)
  const { name, appId, cores, msg } = JSON.parse(lines[0] ?? '')
  assert.equal(
    { name, appId, cores, msg },
    { name: 'worker', appId: 'app-1', cores: 2, msg: 'short of cores' },
  )
})

test('a pretty line is for people', () => {
  assert.match(logged('pretty'), /WARN.*\(worker\).*short of cores/)
})

test('the silent logger is a logger', () => {
  silentLogger.child({ a: 1 }).error({ b: 2 }, 'nobody hears')
  assert.is(silentLogger.child({}), silentLogger)
})

test.run()
