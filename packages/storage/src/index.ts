export { blockName, parseBlockName, rddBlock, shuffleBlock } from './block-id.js'
export type { BlockId } from './block-id.js'
export {
  StorageLevel,
  describeStorageLevel,
  isStored,
  sameStorageLevel,
  storageLevelFrom,
} from './storage-level.js'
export type { StorageLevelName } from './storage-level.js'
export { blockAddress, sameExecutor } from './block-manager-id.js'
export type { BlockManagerId } from './block-manager-id.js'
export { SlotBlockStore } from './slot-block-store.js'
export type { PutResult } from './slot-block-store.js'
export { estimateSize } from './estimate-size.js'
export { DiskStore } from './disk-store.js'
export type { UniqueName } from './disk-store.js'
export { SUB_DIRECTORIES, blockDir, blockPath } from './disk-layout.js'
export { BlockDirectory } from './block-directory.js'
export type { BlockCopy, BlockStatus } from './block-directory.js'
export { planEviction } from './plan-eviction.js'
export type { EvictionCandidate } from './plan-eviction.js'
export { UnknownBlockNameError, UnknownStorageLevelError } from './errors.js'
