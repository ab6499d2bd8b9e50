import type { EndpointRef, Handlers } from '@firesteel/rpc-core'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { Heartbeat, IsExecutorAlive, LaunchTask, LaunchedExecutor } from '../src/index.js'
import type {
  BlockDirectoryProtocol,
  CoarseGrainedSchedulerProtocol,
  ExecutorProtocol,
} from '../src/index.js'

const test = suite('task-messages: types')

// Never called: what matters is what compiles, and every expected error is one that must stay one.
export function onlyTyped(
  driver: EndpointRef<CoarseGrainedSchedulerProtocol>,
  executor: EndpointRef<ExecutorProtocol>,
): void {
  driver.send(LaunchedExecutor, { executorId: '1' })
  executor.send(LaunchTask, { data: new Uint8Array() })
  void driver.ask(IsExecutorAlive, { executorId: '1' }).then((alive: boolean) => alive)
  // @ts-expect-error an executor is not told that it launched
  executor.send(LaunchedExecutor, { executorId: '1' })
  // @ts-expect-error a driver runs no tasks
  driver.send(LaunchTask, { data: new Uint8Array() })
  // @ts-expect-error a field is missing
  driver.send(LaunchedExecutor, {})
  // @ts-expect-error a question is asked, not sent
  driver.send(IsExecutorAlive, { executorId: '1' })
  // @ts-expect-error heartbeats go to another endpoint
  void driver.ask(Heartbeat, {})
  // @ts-expect-error one reference is not another
  const other: EndpointRef<ExecutorProtocol> = driver
  // @ts-expect-error every message needs a handler
  const handlers: Handlers<BlockDirectoryProtocol> = { RemoveRdd: () => 0 }
  void [other, handlers]
}

test('a message that an endpoint does not accept does not compile', () => {
  assert.type(onlyTyped, 'function')
})

test.run()
