import { SimulatedClock } from '@firesteel/clock'
import { silentLogger } from '@firesteel/logging'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { Decommissioner } from '../src/migration/decommissioner.js'

const test = suite('executor: leaving')

function leaving() {
  const clock = new SimulatedClock()
  const facts = { running: 1, answers: [] as (boolean | Error)[], looks: 0, ends: [] as string[] }
  const decommissioner = new Decommissioner({
    clock,
    logger: silentLogger,
    running: () => facts.running,
    migrate: () => {
      facts.looks++
      const answer = facts.answers.shift() ?? true
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
    },
    exit: (why) => void facts.ends.push(why),
  })
  const pass = async (seconds: number): Promise<void> => {
    for (let passed = 0; passed < seconds; passed++) {
      await new Promise((resolve) => setImmediate(resolve))
      clock.advance(1_000)
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { decommissioner, facts, pass }
}

test('ends when its tasks are over and everything is handed on', async () => {
  const { decommissioner, facts, pass } = leaving()
  decommissioner.begin()
  await pass(3)
  assert.equal(facts.ends, [], 'a task runs')
  facts.running = 0
  facts.answers = [false, false]
  await pass(2)
  assert.equal(facts.ends, [], 'something is left')
  await pass(2)
  assert.equal(facts.ends, ['Finished decommissioning'])
  const { looks } = facts
  await pass(3)
  assert.is(facts.looks, looks, 'it looks no more')
})

test('tries again when handing on fails as a whole', async () => {
  const { decommissioner, facts, pass } = leaving()
  facts.running = 0
  facts.answers = [new Error('the driver did not answer')]
  decommissioner.begin()
  await pass(2)
  assert.equal(facts.ends, ['Finished decommissioning'])
})

test('leaves once, however often it is told to', async () => {
  const { decommissioner, facts, pass } = leaving()
  facts.running = 0
  decommissioner.begin()
  decommissioner.begin()
  await pass(3)
  assert.equal(facts.ends, ['Finished decommissioning'])
})

test.run()
