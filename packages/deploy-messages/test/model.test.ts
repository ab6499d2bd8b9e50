import { suite } from '@firesteel/testkit'
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import {
  type Transitions,
  addResources,
  appIdFrom,
  appIdSchema,
  applicationTransitions,
  driverTransitions,
  executorTransitions,
  formatAppId,
  formatDriverId,
  formatExecutorId,
  formatWorkerId,
  isDriverFinished,
  isExecutorFinished,
  masterTransitions,
  moved,
  parseCountedId,
  parseExecutorId,
  satisfies,
  subtractResources,
  takeResources,
  workerTransitions,
} from '../src/index.js'

const test = suite('deploy-messages: model')

const at = new Date(2026, 1, 3, 4, 5, 6).getTime()

test('ids carry the local second and a counter of at least four digits', () => {
  assert.is(formatAppId(at, 0), 'app-20260203040506-0000')
  assert.is(formatAppId(at, 12_345), 'app-20260203040506-12345')
  assert.is(formatDriverId(at, 7), 'driver-20260203040506-0007')
  assert.is(formatWorkerId(at, '10.0.0.1', 7078), 'worker-20260203040506-10.0.0.1-7078')
})

test('a worker on an IPv6 host still has an id that names a directory', () => {
  assert.is(formatWorkerId(at, '[::1]', 7078), 'worker-20260203040506-___1_-7078')
})

test('what is formatted parses back', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.integer({ min: 0, max: 4e12 }), (number, when) => {
      const id = formatAppId(when, number)
      assert.is(parseCountedId(id)?.number, number)
      assert.equal(parseExecutorId(formatExecutorId(id, number)), { appId: id, execId: number })
    }),
  )
  assert.is(parseCountedId('worker-1'), undefined)
  assert.throws(() => parseExecutorId('app-1'), /expected <appId>\/<number>/)
})

test('nothing that could leave a directory is an id, in code or on the wire', () => {
  for (const bad of ['', '.', '..', 'a/b', '../a', 'a\\b', 'a b', '-a', '\0', 'ä']) {
    assert.throws(() => appIdFrom(bad), /is no application id/)
    assert.is(appIdSchema.safeParse(bad).success, false, bad)
  }
})

test('an executor that is decommissioned still runs; a driver that is relaunched does not', () => {
  assert.is(isExecutorFinished('DECOMMISSIONED'), false)
  assert.is(isExecutorFinished('LOST'), true)
  assert.is(isDriverFinished('RELAUNCHING'), true)
  assert.is(isDriverFinished('UNKNOWN'), false)
})

const tables: Record<string, Transitions<string>> = {
  application: applicationTransitions,
  driver: driverTransitions,
  executor: executorTransitions,
  master: masterTransitions,
  worker: workerTransitions,
}
for (const [name, table] of Object.entries(tables)) {
  test(`the transitions of ${name} are total, move where they say, and ignore a repetition`, () => {
    const states = Object.keys(table)
    for (const from of states) {
      assert.equal(Object.keys(table[from] ?? {}).sort(), [...states].sort())
      for (const to of states) {
        const next = table[from]?.[to]
        assert.ok(next === to || next === 'ignore' || next === 'reject', `${from} ${to} ${next}`)
        assert.is(moved(table, from, to), next === to ? to : undefined)
      }
      assert.ok(['ignore', 'reject'].includes(table[from]?.[from] ?? ''), from)
    }
  })
}

test('what has ended stays ended', () => {
  for (const end of ['KILLED', 'FAILED', 'LOST', 'EXITED'] as const) {
    assert.is(moved(executorTransitions, end, 'RUNNING'), undefined)
  }
  for (const end of ['FINISHED', 'KILLED', 'FAILED', 'ERROR'] as const) {
    assert.is(moved(driverTransitions, end, 'RUNNING'), undefined)
  }
  assert.is(moved(workerTransitions, 'DEAD', 'ALIVE'), undefined)
})

test('resources are taken from the front, given back, and never shared', () => {
  const free = { gpu: ['0', '1', '2'], fpga: ['a'] }
  const taken = takeResources(free, { gpu: 2 })
  assert.equal(taken, { gpu: ['0', '1'] })
  const rest = subtractResources(free, taken)
  assert.equal(rest, { gpu: ['2'], fpga: ['a'] })
  assert.equal(addResources(rest, taken), { gpu: ['2', '0', '1'], fpga: ['a'] })
  assert.is(satisfies(free, { gpu: 1 }, 3), true)
  assert.is(satisfies(free, { gpu: 1 }, 4), false)
  assert.is(satisfies({}, { gpu: 1 }), false)
  assert.is(satisfies({}, {}), true)
  assert.throws(() => takeResources(rest, { gpu: 2 }), /needs 2 of gpu, only 1 are free/)
})

test.run()
