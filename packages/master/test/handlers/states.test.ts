import type { MasterState } from '@firesteel/deploy-messages'
import { appIdFrom, driverIdFrom } from '@firesteel/deploy-messages'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import {
  requestDriverStatus,
  requestKillDriver,
  requestSubmitDriver,
} from '../../src/handlers/drivers.js'
import { killExecutors } from '../../src/handlers/kill-executors.js'
import { requestExecutors } from '../../src/handlers/request-executors.js'
import { workerDecommissioning } from '../../src/handlers/worker-decommissioning.js'
import { masterStateResponse } from '../../src/snapshot.js'
import { Bench, DRIVER } from '../fixtures.js'

const test = suite('master: states and requests')

/** What a Master in a state does with a request, in a word. */
type Verdict = 'processed' | 'refused' | 'standby' | 'false'

const appId = appIdFrom('app-1')
const driverId = driverIdFrom('driver-1')
const answerOf = (bench: Bench): Verdict =>
  bench.out.types().includes('MasterInStandby') ? 'standby' : 'processed'
const refused = (text: string | undefined, state: MasterState): Verdict =>
  text?.startsWith(`Current state is not alive: ${state}. Can only`) ? 'refused' : 'processed'

const requests: Record<string, (bench: Bench) => Verdict> = {
  RegisterWorker(bench) {
    bench.worker('w1')
    return answerOf(bench)
  },
  RegisterApplication(bench) {
    bench.app('a')
    return answerOf(bench)
  },
  RequestSubmitDriver: ({ state, out }) =>
    refused(requestSubmitDriver(state, { driverDescription: DRIVER }, out).message, state.status),
  RequestKillDriver: ({ state, out }) =>
    refused(requestKillDriver(state, { driverId }, out).message, state.status),
  RequestDriverStatus: ({ state }) =>
    refused(requestDriverStatus(state, { driverId }).exception, state.status),
  RequestExecutors: ({ state, out }) =>
    requestExecutors(state, { appId, requestedTotals: [] }, out) ? 'processed' : 'false',
  KillExecutors: ({ state, out }) =>
    killExecutors(state, { appId, executorIds: [] }, out) ? 'processed' : 'false',
  WorkerDecommissioning(bench) {
    const { id, worker } = bench.workerMessage('w1')
    workerDecommissioning(bench.state, { id, worker }, bench.out)
    return answerOf(bench)
  },
  RequestMasterState: ({ state }) =>
    masterStateResponse(state, { host: 'm', port: 1 }).status === state.status
      ? 'processed'
      : 'refused',
}

const drivers = {
  RequestSubmitDriver: 'refused',
  RequestKillDriver: 'refused',
  RequestDriverStatus: 'refused',
}
const processed = Object.fromEntries(Object.keys(requests).map((name) => [name, 'processed']))
const unknownApp = { RequestExecutors: 'false', KillExecutors: 'false' }
const expected: Record<MasterState, Record<string, string>> = {
  STANDBY: {
    ...processed,
    ...drivers,
    ...unknownApp,
    RegisterWorker: 'standby',
    RegisterApplication: 'standby',
    WorkerDecommissioning: 'standby',
  },
  RECOVERING: { ...processed, ...drivers, ...unknownApp },
  COMPLETING_RECOVERY: { ...processed, ...drivers, ...unknownApp },
  ALIVE: { ...processed, ...unknownApp },
}

for (const [status, verdicts] of Object.entries(expected)) {
  test(`a Master that is ${status} does with each request what the table says`, () => {
    const found = Object.fromEntries(
      Object.entries(requests).map(([name, request]) => {
        const bench = new Bench()
        bench.state.status = status as MasterState
        return [name, request(bench)]
      }),
    )
    assert.equal(found, verdicts)
  })
}

test.run()
