import { actionCompliance } from './actions.js'
import { awaitingCompliance } from './awaiting.js'
import { binaryCompliance } from './binary.js'
import { keyedCompliance } from './keyed.js'
import { lessonCompliance } from './lessons.js'
import { narrowCompliance } from './narrow.js'
import { orderCompliance } from './order.js'
import { persistenceCompliance } from './persistence.js'
import { rowCompliance } from './rows.js'
import { sampleCompliance } from './samples.js'
import { setCompliance } from './sets.js'
import { approximationCompliance } from './approximations.js'
import { partialActionCompliance } from './partial-actions.js'
import { outputCompliance } from './output.js'
import { summaryCompliance } from './summaries.js'
import { textCompliance } from './text.js'
import type { OperatorCompliance } from './tools.js'

/** Declares the tests of what every operator means, against the same thing done with arrays. */
export function operatorCompliance(tools: OperatorCompliance): void {
  narrowCompliance(tools)
  keyedCompliance(tools)
  orderCompliance(tools)
  actionCompliance(tools)
  outputCompliance(tools)
  summaryCompliance(tools)
  partialActionCompliance(tools)
  approximationCompliance(tools)
  persistenceCompliance(tools)
  rowCompliance(tools)
  binaryCompliance(tools)
  awaitingCompliance(tools)
  sampleCompliance(tools)
  setCompliance(tools)
  textCompliance(tools)
  lessonCompliance(tools)
}

export type { OperatorCompliance, OperatorContext } from './tools.js'
