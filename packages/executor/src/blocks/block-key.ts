import { createHash, timingSafeEqual } from 'node:crypto'
import { type BlockLocation, blockUri } from '@firesteel/task-messages'

/** Where a kept partition of the executor at `location` is fetched, with the key that only its application knows. */
export const keptBlockUri = (location: BlockLocation, name: string): string =>
  blockUri(location, `${location.key ?? ''}/${name}`)

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Whether `shown` is `key`; takes the same time however near it is. */
export const isKey = (shown: string, key: string): boolean =>
  timingSafeEqual(digest(shown), digest(key))
