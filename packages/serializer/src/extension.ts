/** What tells the codec which class an id stands for; the application's classes are known to `closure`. */
export interface ClassResolver {
  /** The id of a class, the same on every process of the application; undefined for a class that is not known. */
  idOf(ctor: Function): string | undefined
  /** The class of an id; undefined when this process does not know it. */
  classOf(id: string): Function | undefined
}

/** How a type that is no plain value (an EndpointRef, a Broadcast) travels: as a plain value under a tag. */
export interface Extension<T = unknown> {
  /** Names the type in the bytes; the same on both sides. */
  readonly tag: string
  /** Asked for instances of classes, errors and functions only; never for plain objects, arrays and built-in types. */
  matches(value: unknown): value is T
  /** A plain value (it may hold further values of any serializable kind). */
  encode(value: T): unknown
  /** The inverse of `encode`. */
  decode(plain: unknown): T
}
