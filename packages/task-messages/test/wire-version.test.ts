import { suite } from '@firesteel/testkit'
import { readFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { PAGE, TASK_PROTOCOLS, pageText, wireText } from '../scripts/reference.js'
import { OLDEST_WIRE_VERSION, WIRE_VERSION } from '../src/index.js'

const test = suite('task-messages: wire version')

const REMEDY =
  'The messages are not those of wire.json. Add a line to WIRE_HISTORY in src/version.ts (peers of the ' +
  'version before must be told apart), then: node scripts/run.mjs packages/task-messages/scripts/wire.ts'

test('no message changes without a new version', () => {
  assert.fixture(wireText(), readFileSync(new URL('../wire.json', import.meta.url), 'utf8'), REMEDY)
})

test('every field has a shape that is checked', () => {
  assert.match(wireText(), '"data": "Uint8Array"')
  assert.match(wireText(), '"executorRef": "EndpointRef"')
  assert.not.match(wireText(), /"custom"|"unknown"|"any"/)
})

test('the page of the documentation is that of these messages', () => {
  const remedy = 'run node scripts/run.mjs packages/task-messages/scripts/wire.ts'
  assert.fixture(pageText(), readFileSync(PAGE, 'utf8'), remedy)
})

test('the key of every message is its name', () => {
  for (const protocol of Object.values(TASK_PROTOCOLS)) {
    for (const [key, { name }] of Object.entries(protocol)) assert.is(key, name)
  }
})

test('the oldest version that is understood is one of them', () => {
  assert.ok(OLDEST_WIRE_VERSION >= 1 && OLDEST_WIRE_VERSION <= WIRE_VERSION)
})

test.run()
