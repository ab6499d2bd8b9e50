// What runs inside a slot's thread: tasks, one at a time; everything else belongs to the main thread.
import { parentPort, workerData } from 'node:worker_threads'
import { toWireError } from '@firesteel/errors'
import { UnifiedMemory } from '@firesteel/memory'
import { DiskStore } from '@firesteel/storage'
import { SlotRuntime } from '@firesteel/task/runtime'
import { nanoid } from 'nanoid'
import { ParentLink } from './slot/parent-link.js'
import { SlotBlocks } from './slot/slot-blocks.js'
import type { SlotThreadData, ToSlot } from './slot/slot-messages.js'
import { makeOutputSynchronous, writeFully } from './slot/synchronous-output.js'

const port = parentPort
if (port === null) throw new Error('thread-main.js runs in a worker thread of an executor only')
const setUp = workerData as SlotThreadData
const link = new ParentLink(port, setUp.answers)

makeOutputSynchronous()
// Bundlers that keep names wrap functions in this helper; a shipped closure has lost the bundle's own.
;(globalThis as { __name?: unknown }).__name ??= (fn: object, value: string) =>
  Object.defineProperty(fn, 'name', { value, configurable: true })

const uncaught = (thrown: unknown): void => {
  const error = toWireError(thrown)
  const said = `uncaught in slot ${setUp.slot}, outside of any task's own run: ${error.stack ?? error.message}\n`
  writeFully(2, Buffer.from(said))
  link.tell({ type: 'uncaught', error })
}
process.on('uncaughtException', uncaught)
process.on('unhandledRejection', uncaught)

// Only modules of a bundle ask for it; without one its loading would be time lost.
if (setUp.bundle !== undefined) (await import('./slot/installation.js')).provideInstallation()

const memory = UnifiedMemory.attach(setUp.memory, setUp.slot)
const blocks = new SlotBlocks(link, new DiskStore({ dirs: setUp.dirs, unique: nanoid }))
const runtime = new SlotRuntime({
  executorId: setUp.executorId,
  slot: setUp.slot,
  host: setUp.host,
  port: setUp.port,
  dirs: setUp.dirs,
  conf: setUp.conf,
  blocks,
  fetchRemote: (location, blockIds) => link.ask({ type: 'fetchRemote', location, blockIds }),
  filesRoot: setUp.filesRoot,
  fetchFiles: (count) => link.ask({ type: 'fetchFiles', count }),
  fetchBroadcast: (broadcastId) => link.ask({ type: 'fetchBroadcast', broadcastId }),
  canCommit: ({ stageId, stageAttemptId, partitionId, attemptNumber }) =>
    link.ask({
      type: 'canCommit',
      attempt: { stageId, stageAttemptId, partitionId, attemptNumber },
    }),
  barrierSync: (request) => link.ask({ type: 'barrierSync', request }),
  killFlag: setUp.killFlags,
  memory,
  bundle: setUp.bundle,
  compressBlocks: setUp.compressBlocks,
})

// Tasks drive cached blocks back to their region: first those of this heap, then the shared ones.
memory.onReclaim((bytes) => {
  const freed = runtime.shrinkBlocks(bytes)
  return freed >= bytes ? freed : freed + blocks.shrinkShared(bytes - freed)
})

port.on('message', (message: ToSlot) => {
  switch (message.type) {
    case 'run':
      void runtime.run(message.task).then((outcome) => {
        link.tell({ type: 'ended', taskId: message.task.taskId, outcome })
      })
      break
    case 'readBlock': {
      const bytes = runtime.encodeBlock(message.rddId, message.partition)
      link.tell({ type: 'blockRead', id: message.id, bytes })
      break
    }
    case 'removeBroadcast':
      runtime.removeBroadcast(message.broadcastId)
      break
    case 'removeRdd':
      runtime.removeRdd(message.rddId)
      break
    case 'answer':
    case 'refusal':
      link.settle(message)
      break
  }
})
link.tell({ type: 'ready' })
