import type { StageSlice } from '../stage-slice.js'
import type { Outer } from './hash-joins.js'
import type { SourceWriter } from './source-writer.js'

/** What emitters know of the program they grow. */
export interface Emission {
  readonly slice: StageSlice
  readonly pipes: ReadonlySet<number>
  readonly writer: SourceWriter
  /** Positions of cogroups that join. */
  readonly joins: ReadonlyMap<number, Outer>
  /** Ids of nodes whose rows are made before the loop runs. */
  readonly asyncNodes: ReadonlySet<number>
}

/** What an operator inside a loop has at hand. */
export interface LoopState {
  /** The variable that holds the record. */
  readonly record: string
  /** The label of the innermost loop: `continue` skips the record. */
  readonly label: string
}

/** The label of a chain's outermost loop: `break` ends the chain. */
export const OUTERMOST = 'all'
