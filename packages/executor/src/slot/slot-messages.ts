import type { WireError } from '@firesteel/errors'
import type { BlockLocation } from '@firesteel/task'
import type { CommitRequest, SlotTask, TaskOutcome } from '@firesteel/task/runtime'

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
  /** Bytes of heap that cached rows may take. */
  readonly cacheBytes: number
  /** The application's bundle as a file URL. */
  readonly bundle?: string | undefined
}

/** Main thread → slot. */
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
      readonly type: 'fetchCached'
      readonly id: number
      readonly rddId: number
      readonly partition: number
    }
  | { readonly type: 'fetchBroadcast'; readonly id: number; readonly broadcastId: number }
  /** May this attempt commit its output? */
  | { readonly type: 'canCommit'; readonly id: number; readonly attempt: CommitRequest }
  | { readonly type: 'blockRead'; readonly id: number; readonly bytes: Uint8Array | undefined }
  /** A cached partition had to make room for another. */
  | { readonly type: 'evicted'; readonly rddId: number; readonly partition: number }
  /** Something that an earlier or the running task left behind threw outside of it. */
  | { readonly type: 'uncaught'; readonly error: WireError }
