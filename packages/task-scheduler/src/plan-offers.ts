import type { TaskLocality } from '@firesteel/listener-bus'
import { nearer } from './locality.js'
import { type BusySlot, type WorkerOffer, withoutSlots } from './worker-offer.js'

/** What a task set answers to one offer. */
export interface OfferAnswer<T> {
  /** The task to launch there. */
  readonly task?: T | undefined
  readonly locality?: TaskLocality | undefined
  /** A task waits, but for a nearer place. */
  readonly rejected: boolean
}

/** What is launched, as far as planning goes. */
export interface PlannedTask {
  readonly taskId: number
  readonly slot: number
}

/** A task set in a round of offers. */
export interface OfferTaker<T extends PlannedTask> {
  /** Worth trying, nearest first. */
  levels(): readonly TaskLocality[]
  take(offer: WorkerOffer, maxLocality: TaskLocality): OfferAnswer<T>
  /** A task to wait in a slot that is busy, if what runs there is of the same set, and soon over. */
  readonly takeBehind?: ((offer: WorkerOffer, busy: BusySlot) => T | undefined) | undefined
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

/** An offer in the course of a round. */
interface OpenOffer extends WorkerOffer {
  freeSlots: readonly number[]
  /** Of slots that tasks may wait in; those that this round fills are added. */
  readonly busySlots: { slot: number; running: number; waiting: number }[]
}

/**
 * Free slots × waiting tasks → launches. Sets are served in order, each at its nearest level first; a
 * pass gives every executor at most one task, so that tasks spread over executors before they pile up.
 * Tasks of a set whose tasks are short may then queue behind those of it that run.
 */
export function planOffers<T extends PlannedTask>(
  takers: readonly OfferTaker<T>[],
  offers: readonly WorkerOffer[],
  cpusPerTask: number,
): OfferRound<T> {
  const round = new Round<T>(offers, cpusPerTask)
  const outcomes = takers.map((taker) =>
    taker.takeAll === undefined ? round.serve(taker) : round.serveWhole(taker.takeAll),
  )
  return { tasks: round.tasks, outcomes, slotsLeft: round.slotsLeft }
}

class Round<T extends PlannedTask> {
  readonly tasks: T[] = []
  readonly #open: readonly OpenOffer[]
  readonly #cpusPerTask: number

  constructor(offers: readonly WorkerOffer[], cpusPerTask: number) {
    this.#cpusPerTask = cpusPerTask
    this.#open = offers.map((offer) => ({
      ...offer,
      busySlots: (offer.busySlots ?? []).map((busy) => ({ ...busy })),
    }))
  }

  get slotsLeft(): boolean {
    return this.#open.some((offer) => offer.freeSlots.length >= this.#cpusPerTask)
  }

  serveWhole(takeAll: NonNullable<OfferTaker<T>['takeAll']>): TakerOutcome {
    let launched = 0
    for (const { offer: at, task } of takeAll(this.#open)) {
      const offer = this.#open[at]
      if (offer === undefined) continue
      this.#launch(offer, task)
      launched++
    }
    return { launched, withoutRejects: true, nearest: undefined }
  }

  serve(taker: OfferTaker<T>): TakerOutcome {
    let launched = 0
    let withoutRejects = true
    let nearest: TaskLocality | undefined
    for (const level of taker.levels()) {
      for (let before = -1; before !== launched; ) {
        before = launched
        for (const offer of this.#open) {
          if (offer.freeSlots.length < this.#cpusPerTask) continue
          const { task, locality, rejected } = taker.take(offer, level)
          if (rejected) withoutRejects = false
          if (task === undefined) continue
          this.#launch(offer, task)
          launched++
          if (locality !== undefined) nearest = nearest ? nearer(nearest, locality) : locality
        }
      }
    }
    return { launched: launched + this.#queue(taker), withoutRejects, nearest }
  }

  /** Lets tasks wait behind those that run, the same number in every slot. */
  #queue({ takeBehind }: OfferTaker<T>): number {
    if (takeBehind === undefined || this.#cpusPerTask > 1) return 0
    let queued = 0
    for (let before = -1; before !== queued; ) {
      before = queued
      for (const offer of this.#open) {
        for (const busy of offer.busySlots) {
          const task = takeBehind(offer, busy)
          if (task === undefined) continue
          busy.waiting++
          this.tasks.push(task)
          queued++
        }
      }
    }
    return queued
  }

  #launch(offer: OpenOffer, task: T): void {
    offer.freeSlots = withoutSlots(offer.freeSlots, task.slot, this.#cpusPerTask)
    offer.busySlots.push({ slot: task.slot, running: task.taskId, waiting: 0 })
    this.tasks.push(task)
  }
}
