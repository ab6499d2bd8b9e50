import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { type OfferTaker, planOffers } from '../src/plan-offers.js'
import { slotsTaken, withoutSlots, type WorkerOffer } from '../src/index.js'

const test = suite('task-scheduler: plan-offers')

interface Launch {
  readonly taskId: number
  readonly name: string
  readonly on: string
  readonly slot: number
}

const offer = (executorId: string, slots: number): WorkerOffer => ({
  executorId,
  host: executorId,
  freeSlots: Array.from({ length: slots }, (_, slot) => slot),
  totalSlots: slots,
})

/** A set of `count` tasks without preferences. */
function anywhere(name: string, count: number): OfferTaker<Launch> {
  let next = 0
  return {
    levels: () => ['ANY'],
    take: ({ executorId, freeSlots }) =>
      next < count
        ? {
            task: {
              taskId: next,
              name: `${name}${next++}`,
              on: executorId,
              slot: freeSlots[0] as number,
            },
            locality: 'ANY',
            rejected: false,
          }
        : { rejected: false },
  }
}

const where = (launches: readonly Launch[]): string[] =>
  launches.map(({ name, on, slot }) => `${name}@${on}/${slot}`)

test('tasks spread over executors before they pile up', () => {
  const { tasks } = planOffers([anywhere('a', 4)], [offer('x', 2), offer('y', 2)], 1)
  assert.equal(where(tasks), ['a0@x/0', 'a1@y/0', 'a2@x/1', 'a3@y/1'])
})

test('an earlier set takes what it can before a later one is asked', () => {
  const { tasks, slotsLeft } = planOffers([anywhere('a', 2), anywhere('b', 5)], [offer('x', 3)], 1)
  assert.equal(where(tasks), ['a0@x/0', 'a1@x/1', 'b0@x/2'])
  assert.is(slotsLeft, false)
})

test('a task of two slots takes its own and another, and is not squeezed into one', () => {
  const { tasks, slotsLeft } = planOffers([anywhere('a', 9)], [offer('x', 5)], 2)
  assert.equal(where(tasks), ['a0@x/0', 'a1@x/2'])
  assert.is(slotsLeft, false)
})

test('a set is asked level by level, and what it refuses is told', () => {
  const asked: string[] = []
  const picky: OfferTaker<Launch> = {
    levels: () => ['PROCESS_LOCAL', 'ANY'],
    take: (_, level) => {
      asked.push(level)
      return { rejected: level === 'ANY' }
    },
  }
  const { outcomes, slotsLeft } = planOffers([picky], [offer('x', 1)], 1)
  assert.equal(asked, ['PROCESS_LOCAL', 'ANY'])
  assert.equal(outcomes, [{ launched: 0, withoutRejects: false, nearest: undefined }])
  assert.is(slotsLeft, true)
})

/** As {@link anywhere}, and up to `most` of them may wait in each slot. */
function queueing(name: string, count: number, most: number): OfferTaker<Launch> {
  const taker = anywhere(name, count)
  return {
    ...taker,
    takeBehind: (at, { slot, waiting }) =>
      waiting < most ? taker.take({ ...at, freeSlots: [slot] }, 'ANY').task : undefined,
  }
}

test('short tasks wait behind those that run, the same number in every slot', () => {
  const busy = { ...offer('y', 0), busySlots: [{ slot: 0, running: 7, waiting: 1 }] }
  const { tasks, outcomes } = planOffers([queueing('a', 9, 2)], [offer('x', 2), busy], 1)
  assert.equal(where(tasks), ['a0@x/0', 'a1@x/1', 'a2@x/0', 'a3@x/1', 'a4@y/0', 'a5@x/0', 'a6@x/1'])
  assert.is(outcomes[0]?.launched, 7)
})

test('what runs first is launched first, also where others wait', () => {
  const { tasks } = planOffers([queueing('a', 3, 2), anywhere('b', 1)], [offer('x', 2)], 1)
  assert.equal(where(tasks), ['a0@x/0', 'a1@x/1', 'a2@x/0'])
})

test('tasks of several slots wait nowhere', () => {
  const { tasks } = planOffers([queueing('a', 9, 2)], [offer('x', 2)], 2)
  assert.equal(where(tasks), ['a0@x/0'])
})

test('planner and backend agree on the slots of a task', () => {
  assert.equal(withoutSlots([0, 1, 2, 3], 2, 1), [0, 1, 3])
  assert.equal(withoutSlots([0, 1, 2, 3], 2, 3), [3])
  assert.equal(slotsTaken([0, 1, 2, 3], 2, 3), [0, 1, 2])
})

test.run()
