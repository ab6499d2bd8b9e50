import { inspect } from 'node:util'
import { deny } from '@firesteel/closure'
import { describeLineage, type Lineage } from '../lineage.js'
import type { RddContext } from '../rdd-context.js'

/** What every part of an Rdd rests on: what is computed, and who computes it. */
export abstract class Dataset {
  readonly context: RddContext
  readonly lineage: Lineage

  constructor(context: RddContext, lineage: Lineage) {
    this.context = context
    this.lineage = lineage
  }

  get [deny](): string {
    return `it is ${describeLineage(this.lineage)}, which lives on the driver: call its actions there and capture their results`
  }

  toString(): string {
    return describeLineage(this.lineage)
  }

  /** What `console.log` shows. */
  [inspect.custom](): string {
    return this.toString()
  }
}
