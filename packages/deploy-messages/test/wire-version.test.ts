import { readFileSync } from 'node:fs'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { DEPLOY_PROTOCOLS, OLDEST_WIRE_VERSION, WIRE_VERSION, wireModel } from '../src/index.js'

const test = suite('deploy-messages: wire version')

const REMEDY =
  'The messages are not those of wire.json. Add a line to WIRE_HISTORY in src/version.ts (peers of the ' +
  'version before must be told apart), then: node scripts/run.mjs packages/deploy-messages/scripts/wire.ts'

const pinned = JSON.parse(readFileSync(new URL('../wire.json', import.meta.url), 'utf8')) as {
  readonly version: number
  readonly protocols: unknown
}

test('no message changes without a new version', () => {
  const now = JSON.stringify(wireModel(DEPLOY_PROTOCOLS), null, 2)
  assert.fixture(now, JSON.stringify(pinned.protocols, null, 2), REMEDY)
  assert.is(pinned.version, WIRE_VERSION, REMEDY)
})

test('the model notices a field, a kind, a limit and a reply', () => {
  const model = wireModel(DEPLOY_PROTOCOLS)
  assert.equal(model.Master?.Heartbeat, {
    kind: 'send',
    payload: { workerId: 'string /^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$/', worker: 'EndpointRef' },
  })
  assert.equal(model.Master?.KillExecutors?.kind, 'ask')
  assert.equal(model.Master?.KillExecutors?.reply, 'boolean')
  const described = JSON.stringify(model)
  assert.match(described, '"port":"int > 0"')
  assert.match(described, '"cause?":"recursive"')
  assert.not.match(described, '"custom"')
})

test('the oldest version that is understood is one of them', () => {
  assert.ok(OLDEST_WIRE_VERSION >= 1 && OLDEST_WIRE_VERSION <= WIRE_VERSION)
})

test.run()
