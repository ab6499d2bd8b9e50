import type { ClassRegistry } from '@firesteel/closure'
import { groupExtension } from '@firesteel/rdd-core'
import { Serializer } from '@firesteel/serializer'
import { decodeAllRows } from './row-bytes.js'

/** The rows that a result task answered, from `TaskSucceeded.value`; instances are of the driver's own classes. */
export const decodeTaskValue = (value: Uint8Array, classes: ClassRegistry): unknown[] =>
  decodeAllRows(value, new Serializer({ classes, extensions: [groupExtension] }))
