import type { WireError } from '@firesteel/errors'
import type { BlockLocation } from '@firesteel/task'
import type { BlockId } from '@firesteel/storage'
import type { StorageLevel } from '@firesteel/storage-level'
import type {
  BarrierRequest,
  BlockRuns,
  CommitRequest,
  SlotTask,
  TaskOutcome,
} from '@firesteel/task/runtime'
import type { BlockNews } from './block-news.js'
import type { SynchronousAnswers } from './parent-link.js'

/** What a slot's thread is told once, when it starts. */
export interface SlotSetUp {
  readonly executorId: string
  readonly slot: number
  readonly host: string
  /** Where this executor serves blocks; 0 when it serves none. */
  readonly port: number
  /** Directories for shuffle files and temporary ones. */
  readonly dirs: readonly string[]
  readonly conf: Readonly<Record<string, string>>
  /** One Int32 per slot: not 0 asks the running task of that slot to end. */
  readonly killFlags: Int32Array
  /** The pool of `@firesteel/memory` that all slots of the process share. */
  readonly memory: SharedArrayBuffer
  /** Whether blocks that are bytes are compressed. */
  readonly compressBlocks: boolean
  /** Where the files that the driver's program has added are, or will be. */
  readonly filesRoot?: string | undefined
  /** The application's bundle as a file URL. */
  readonly bundle?: string | undefined
}

/** What a slot's thread finds as its `workerData`. */
export interface SlotThreadData extends SlotSetUp {
  readonly answers: SynchronousAnswers
}

/** A question of a slot that is answered by a message. */
export type SlotQuestion = Extract<
  FromSlot,
  {
    readonly type:
      | 'fetchRemote'
      | 'fetchFiles'
      | 'fetchBroadcast'
      | 'canCommit'
      | 'findBlock'
      | 'replicateBlock'
      | 'barrierSync'
  }
>

/** A question for whose answer the slot's thread stands still. */
export type SynchronousQuestion = Extract<FromSlot, { readonly type: `${string}Shared` }>

/** Main thread → slot. A `run` comes without the binary when the thread got it with an earlier one. */
export type ToSlot =
  | { readonly type: 'run'; readonly task: SlotTask }
  /** Another slot or executor wants a copy of a block of this slot. */
  | {
      readonly type: 'readBlock'
      readonly id: number
      readonly rddId: number
      readonly partition: number
    }
  | { readonly type: 'removeRdd'; readonly rddId: number }
  | { readonly type: 'removeBroadcast'; readonly broadcastId: number }
  /** The answer to one of the slot's own questions. */
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'refusal'; readonly id: number; readonly error: WireError }

/** Slot → main thread. */
export type FromSlot =
  | { readonly type: 'ready' }
  | { readonly type: 'ended'; readonly taskId: number; readonly outcome: TaskOutcome }
  | {
      readonly type: 'fetchRemote'
      readonly id: number
      readonly location: BlockLocation
      readonly blockIds: readonly string[]
    }
  | {
      readonly type: 'findBlock'
      readonly id: number
      readonly blockId: BlockId
      readonly level: StorageLevel
    }
  | { readonly type: 'fetchFiles'; readonly id: number; readonly count: number }
  | { readonly type: 'fetchBroadcast'; readonly id: number; readonly broadcastId: number }
  /** May this attempt commit its output? */
  | { readonly type: 'canCommit'; readonly id: number; readonly attempt: CommitRequest }
  | {
      readonly type: 'replicateBlock'
      readonly id: number
      readonly blockId: BlockId
      readonly level: StorageLevel
      readonly runs: BlockRuns | undefined
    }
  /** The slot blocks until it is answered. */
  | { readonly type: 'reserveShared'; readonly bytes: number; readonly rddId: number }
  | { readonly type: 'shrinkShared'; readonly bytes: number }
  | { readonly type: 'block'; readonly news: BlockNews }
  /** A task of a barrier stage waits for the others. */
  | { readonly type: 'barrierSync'; readonly id: number; readonly request: BarrierRequest }
  | { readonly type: 'blockRead'; readonly id: number; readonly bytes: Uint8Array | undefined }
  /** Something that an earlier or the running task left behind threw outside of it. */
  | { readonly type: 'uncaught'; readonly error: WireError }
