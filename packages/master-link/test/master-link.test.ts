import { SimulatedClock } from '@firesteel/clock'
import { MASTER_ENDPOINT, type MasterProtocol } from '@firesteel/deploy-messages'
import { SparkError } from '@firesteel/errors'
import { type EndpointRef, RpcAddress } from '@firesteel/rpc-core'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { MasterLink, type MasterLinkParts } from '../src/master-link.js'
import type { MasterUnreachableError } from '../src/errors.js'
import type { MasterFailure } from '../src/failure.js'

const test = suite('MasterLink')

const A = RpcAddress.fromHostPort('a:7077')
const B = RpcAddress.fromHostPort('b:7077')

function refTo(address: RpcAddress): EndpointRef<MasterProtocol> {
  const uri = `spark://${MASTER_ENDPOINT}@${address.hostPort}`
  const ref = { address, name: MASTER_ENDPOINT, uri }
  const equals = (other: { uri: string } | null | undefined): boolean => other?.uri === uri
  return { ...ref, equals } as unknown as EndpointRef<MasterProtocol>
}

/** A link over a network in which each address answers as the test says. */
function bench(more: Partial<MasterLinkParts> = {}) {
  const clock = new SimulatedClock()
  const registrations: string[] = []
  const errors: MasterUnreachableError[] = []
  const network = new Map<string, Error>()
  const told = { lost: 0 }
  const link = new MasterLink({
    env: {
      lookup: async (address: RpcAddress) => {
        const error = network.get(address.hostPort)
        if (error !== undefined) throw error
        return refTo(address) as never
      },
    },
    masters: [A, B],
    schedule: () => [10_000, 10_000],
    clock,
    listener: {
      register: ({ masterAddress, epoch }) =>
        void registrations.push(`${masterAddress.hostPort} ${epoch}`),
      lost: () => void told.lost++,
      gaveUp: (error) => void errors.push(error),
    },
    ...more,
  })
  return { link, clock, registrations, errors, network, told }
}

const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
const unreachable = new SparkError('RPC_CONNECT_FAILED', 'no route', { cause: refused })
const wrongSecret = new SparkError('RPC_AUTHENTICATION', 'Authentication with a failed')

test('registers with every Master, again after each delay, until one answers', async () => {
  const { link, clock, registrations } = bench()
  link.start()
  await clock.advanceAsync(10_000)
  assert.equal(registrations, ['a:7077 1', 'b:7077 1', 'a:7077 1', 'b:7077 1'])
  assert.is(link.registered(refTo(B), 1), true)
  await clock.advanceAsync(60_000)
  assert.is(registrations.length, 4)
  assert.is(link.connected, true)
  assert.is(link.masterUrl, 'spark://b:7077')
})

test('gives up when the schedule is over, and says of each Master what was wrong', async () => {
  const { link, clock, errors, network } = bench()
  network.set('a:7077', unreachable)
  link.start()
  await clock.advanceAsync(5_000)
  link.standby(B)
  await clock.advanceAsync(14_999)
  assert.is(errors.length, 0)
  await clock.advanceAsync(1)
  assert.is(link.state, 'GIVEN_UP')
  const [error] = errors
  assert.is(error?.code, 'MASTER_UNREACHABLE')
  assert.equal(
    ((error as MasterUnreachableError).details.failures as MasterFailure[]).map((each) => [
      each.url,
      each.problem,
    ]),
    [
      ['spark://a:7077', 'REFUSED'],
      ['spark://b:7077', 'STANDBY'],
    ],
  )
  assert.match(
    error?.message ?? '',
    'Giving up after 2 attempts: spark://a:7077: connection refused',
  )
})

test('a Master that was reached and never answered is told from one that was not reached', async () => {
  const { link, clock, errors } = bench({ masters: [A] })
  link.start()
  await clock.advanceAsync(20_000)
  assert.match(errors[0]?.message ?? '', 'did not answer the registration')
})

test('a wrong secret is told at once, without waiting for the schedule', async () => {
  const { link, clock, errors, network } = bench({ masters: [A] })
  network.set('a:7077', wrongSecret)
  link.start()
  await clock.advanceAsync(0)
  assert.is(errors.length, 1)
  assert.match(errors[0]?.message ?? '', 'same spark.authenticate.secret')
})

test('a wrong secret at one Master does not end the search for the others', async () => {
  const { link, clock, errors, network, registrations } = bench()
  network.set('a:7077', wrongSecret)
  link.start()
  await clock.advanceAsync(0)
  assert.equal(errors, [])
  assert.equal(registrations, ['b:7077 1'])
})

test('a refusal of the first registration is final', async () => {
  const { link, clock, errors } = bench()
  link.start()
  await clock.advanceAsync(0)
  link.refused(B, 'Attempted to re-register worker at same address')
  assert.is(link.state, 'GIVEN_UP')
  assert.match(errors[0]?.message ?? '', 'Attempted to re-register')
})

test('an answer to an earlier search is ignored', async () => {
  const { link, clock } = bench()
  link.start()
  await clock.advanceAsync(0)
  link.registered(refTo(A), 1)
  link.disconnected(A)
  assert.is(link.epoch, 2)
  assert.is(link.registered(refTo(A), 1), false)
  assert.is(link.state, 'SEEKING')
  assert.is(link.registered(refTo(A), 2), true)
})

test('a loss is told once and begins a search on the schedule for losses', async () => {
  const { link, clock, registrations, told, errors } = bench({
    scheduleAfterLoss: () => [1_000, 2_000, 4_000],
  })
  link.start()
  await clock.advanceAsync(0)
  link.registered(refTo(A), 1)
  registrations.length = 0
  assert.is(link.disconnected(B), false, 'not our Master')
  assert.is(link.disconnected(A), true)
  assert.is(link.disconnected(A), false, 'a second notice of the same loss')
  assert.is(told.lost, 1)
  await clock.advanceAsync(3_500)
  assert.is(registrations.filter((each) => each.startsWith('a')).length, 3)
  await clock.advanceAsync(3_500)
  assert.is(errors.length, 1)
})

test('a wrong secret after a loss is waited out', async () => {
  const { link, clock, network, errors } = bench({ masters: [A] })
  link.start()
  await clock.advanceAsync(0)
  link.registered(refTo(A), 1)
  network.set('a:7077', wrongSecret)
  link.disconnected(A)
  await clock.advanceAsync(0)
  assert.equal(errors, [])
  assert.is(link.state, 'SEEKING')
})

test('follows a Master that says it leads, and searches for that one too when it is lost', async () => {
  const { link, clock, registrations } = bench()
  const other = RpcAddress.fromHostPort('c:7077')
  link.start()
  await clock.advanceAsync(0)
  assert.is(link.masterChanged(refTo(other)), true)
  assert.is(link.masterUrl, 'spark://c:7077')
  registrations.length = 0
  link.disconnected(other)
  await clock.advanceAsync(0)
  assert.equal(registrations, ['a:7077 2', 'b:7077 2', 'c:7077 2'])
})

test('registers anew when its Master asks for it', async () => {
  const { link, clock, registrations } = bench({ masters: [A] })
  link.start()
  await clock.advanceAsync(0)
  link.registered(refTo(A), 1)
  link.reconnect()
  await clock.advanceAsync(0)
  assert.equal(registrations, ['a:7077 1', 'a:7077 2'])
})

test('a stopped link asks and answers nothing more', async () => {
  const { link, clock, registrations, errors } = bench()
  link.start()
  link.stop()
  await clock.advanceAsync(100_000)
  assert.equal([registrations, errors], [[], []])
  assert.is(link.registered(refTo(A), 1), false)
  assert.is(link.masterChanged(refTo(A)), false)
  assert.is(clock.pending, 0)
})

test('a link without addresses is a mistake', () => {
  assert.throws(() => bench({ masters: [] }), /needs the address/)
})

test.run()
