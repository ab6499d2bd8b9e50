import type { GraphData, Ref } from '../graph.js'
import type { RebuildEnvironment } from './environment.js'

/** Stands for a function that is being made and is needed already. */
export const BUILDING = Symbol('building')

/** What the makers of nodes ask of the graph that they are part of. */
export interface Links {
  readonly data: GraphData
  readonly environment: RebuildEnvironment
  /** The value of a reference, made now if need be; {@link BUILDING} for a function in the making. */
  value(ref: Ref): unknown
  /** Gives the value to `take`: now, or when the function that it is has been made. */
  give(ref: Ref, take: (value: unknown) => void): void
  /** Says what a node came to that was made together with another one. */
  settle(index: number, value: unknown): void
  /** Queues the filling of a container. */
  later(fill: () => void): void
  /** Fills what is queued: needed before user code sees a container. */
  drain(): void
  /** Gives an object its prototype, unless it is the usual one. */
  setPrototype(made: object, proto: Ref): void
}
