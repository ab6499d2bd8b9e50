import { COMPLIANCE_CLASSES } from '../src/compliance/index.js'
import { type ClassResolver, Serializer, errorExtension } from '../src/index.js'

const ids = new Map(Object.entries(COMPLIANCE_CLASSES).map(([id, ctor]) => [ctor, id]))

/** Knows the classes of the compliance cases. */
export const classes: ClassResolver = {
  idOf: (ctor) => ids.get(ctor),
  classOf: (id) => (Object.hasOwn(COMPLIANCE_CLASSES, id) ? COMPLIANCE_CLASSES[id] : undefined),
}

/** One on each side, as between two processes. */
export const sender = new Serializer({ classes, extensions: [errorExtension] })
export const receiver = new Serializer({ classes, extensions: [errorExtension] })
