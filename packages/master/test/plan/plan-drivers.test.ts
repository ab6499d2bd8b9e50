import { driverIdFrom, workerIdFrom } from '@firesteel/deploy-messages'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { type DriverFacts, type WorkerFacts, planDrivers } from '../../src/plan/plan-drivers.js'

const test = suite('plan-drivers')

const worker = (name: string, coresFree: number, memoryFreeMb = 1024): WorkerFacts => ({
  id: workerIdFrom(name),
  coresFree,
  memoryFreeMb,
  resourcesFree: {},
})
const driver = (name: string, cores = 1, memoryMb = 256): DriverFacts => ({
  id: driverIdFrom(name),
  cores,
  memoryMb,
  resources: {},
})
const placed = (workers: readonly WorkerFacts[], drivers: readonly DriverFacts[]): string[] =>
  planDrivers(workers, drivers).map((launch) => `${launch.driverId} ${launch.workerId}`)

test('places drivers round robin, beginning after the last worker that was looked at', () => {
  const workers = [worker('w1', 4), worker('w2', 4), worker('w3', 4)]
  const drivers = ['d1', 'd2', 'd3', 'd4'].map((name) => driver(name))
  assert.equal(placed(workers, drivers), ['d1 w1', 'd2 w2', 'd3 w3', 'd4 w1'])
})

test('passes by workers without room, and lets a driver wait that fits nowhere', () => {
  const workers = [worker('w1', 1), worker('w2', 4)]
  assert.equal(placed(workers, [driver('big', 3), driver('huge', 9), driver('small')]), [
    'big w2',
    'small w1',
  ])
})

test('counts cores and memory that earlier drivers of the same plan took', () => {
  const drivers = ['d1', 'd2', 'd3'].map((name) => driver(name, 1, 400))
  assert.equal(placed([worker('w1', 8, 1000)], drivers), ['d1 w1', 'd2 w1'])
})

test('places nothing without workers', () => {
  assert.equal(placed([], [driver('d1')]), [])
})

test.run()
