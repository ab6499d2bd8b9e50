export {
  StorageLevel,
  checkStorageLevel,
  describeStorageLevel,
  isPersisted,
  sameStorageLevel,
  storageLevelFrom,
} from './storage-level.js'
export type { StorageLevelName } from './storage-level.js'
export { InvalidStorageLevelError, UnknownStorageLevelError } from './errors.js'
