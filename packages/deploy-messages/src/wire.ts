// What the messages of other conversations are made of too, without the messages of this one.
export { noFieldsSchema, refSchema, wireErrorSchema } from './model/wire.js'
export type { NoFields } from './model/wire.js'
export { resourcesSchema } from './model/resources.js'
export type { Resources } from './model/resources.js'
export type { Transitions } from './model/transitions.js'
