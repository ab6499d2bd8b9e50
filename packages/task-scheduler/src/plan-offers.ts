import type { TaskLocality } from '@firesteel/listener-bus'
import { nearer } from './locality.js'
import { type WorkerOffer, withoutSlots } from './worker-offer.js'

/** What a task set answers to one offer. */
export interface OfferAnswer<T> {
  /** The task to launch there. */
  readonly task?: T | undefined
  readonly locality?: TaskLocality | undefined
  /** A task waits, but for a nearer place. */
  readonly rejected: boolean
}

/** A task set in a round of offers. */
export interface OfferTaker<T extends { readonly slot: number }> {
  /** Worth trying, nearest first. */
  levels(): readonly TaskLocality[]
  take(offer: WorkerOffer, maxLocality: TaskLocality): OfferAnswer<T>
  /** Instead of {@link take}, for sets that run as a whole: all tasks with the offer of each, or none. */
  readonly takeAll?:
    | ((open: readonly WorkerOffer[]) => readonly { readonly offer: number; readonly task: T }[])
    | undefined
}

/** What one set got out of a round. */
export interface TakerOutcome {
  readonly launched: number
  /** No offer was refused for the sake of a nearer place. */
  readonly withoutRejects: boolean
  readonly nearest: TaskLocality | undefined
}

/** A round of offers, done. */
export interface OfferRound<T> {
  readonly tasks: readonly T[]
  /** One per taker, in order. */
  readonly outcomes: readonly TakerOutcome[]
  /** Some slot could not be used by anyone. */
  readonly slotsLeft: boolean
}

/**
 * Free slots × waiting tasks → launches. Sets are served in order, each at its nearest level first; a
 * pass gives every executor at most one task, so that tasks spread over executors before they pile up.
 */
export function planOffers<T extends { readonly slot: number }>(
  takers: readonly OfferTaker<T>[],
  offers: readonly WorkerOffer[],
  cpusPerTask: number,
): OfferRound<T> {
  const open = offers.map((offer) => ({ ...offer }))
  const tasks: T[] = []
  const outcomes = takers.map((taker) => {
    let launched = 0
    let withoutRejects = true
    let nearest: TaskLocality | undefined
    if (taker.takeAll !== undefined) {
      for (const { offer: at, task } of taker.takeAll(open)) {
        const offer = open[at]
        if (offer === undefined) continue
        offer.freeSlots = withoutSlots(offer.freeSlots, task.slot, cpusPerTask)
        tasks.push(task)
        launched++
      }
      return { launched, withoutRejects, nearest }
    }
    for (const level of taker.levels()) {
      for (let before = -1; before !== launched; ) {
        before = launched
        for (const offer of open) {
          if (offer.freeSlots.length < cpusPerTask) continue
          const { task, locality, rejected } = taker.take(offer, level)
          if (rejected) withoutRejects = false
          if (task === undefined) continue
          offer.freeSlots = withoutSlots(offer.freeSlots, task.slot, cpusPerTask)
          tasks.push(task)
          launched++
          if (locality !== undefined) nearest = nearest ? nearer(nearest, locality) : locality
        }
      }
    }
    return { launched, withoutRejects, nearest }
  })
  const slotsLeft = open.some((offer) => offer.freeSlots.length >= cpusPerTask)
  return { tasks, outcomes, slotsLeft }
}
