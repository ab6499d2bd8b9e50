import type { Cancel, Clock } from '@firesteel/clock'
import { SystemClock } from '@firesteel/clock'
import { MASTER_ENDPOINT, MasterProtocol } from '@firesteel/deploy-messages'
import { type Logger, silentLogger } from '@firesteel/logging'
import type { EndpointRef, RpcAddress, RpcEnv } from '@firesteel/rpc-core'
import { MasterUnreachableError } from './errors.js'
import { type MasterFailure, failure, failureFrom, isFinal } from './failure.js'
import { type LinkEvent, type LinkState, linkTransitions } from './registration.js'
import type { RetrySchedule } from './schedule.js'

/** One registration that is to be sent. */
export interface RegistrationAttempt {
  /** The Master to send it to; it may turn out to be in standby. */
  readonly master: EndpointRef<MasterProtocol>
  /** The address that was dialled. */
  readonly masterAddress: RpcAddress
  /** Counts searches, from 1; to be put into the registration and compared in the answer. */
  readonly epoch: number
}

/** What the owner of a link must do and may want to know. */
export interface MasterLinkListener {
  /** Send your registration; may be asked for again and for several Masters. */
  register(attempt: RegistrationAttempt): void
  /** The Master is gone and a search has begun. */
  lost?(): void
  /** No Master was found. */
  gaveUp(error: MasterUnreachableError): void
}

/** What a link is made of. */
export interface MasterLinkParts {
  readonly env: Pick<RpcEnv, 'lookup'>
  readonly masters: readonly RpcAddress[]
  readonly listener: MasterLinkListener
  readonly schedule: RetrySchedule
  /** For searches after the first success; the same unless said. */
  readonly scheduleAfterLoss?: RetrySchedule | undefined
  readonly clock?: Clock | undefined
  readonly logger?: Logger | undefined
}

/** A lookup that takes longer is given up and made again. */
const LOOKUP_TIMEOUT_MS = 20_000

/**
 * Finds the Master that leads among many, keeps to it, and searches again when it is gone. The owner
 * hands in what its endpoint hears; the link says when to register.
 *
 *     start → lookup of every address → listener.register → the owner sends RegisterX
 *     RegisteredX    → registered()      MasterInStandby → standby()
 *     MasterChanged  → masterChanged()   onDisconnected  → disconnected()
 */
export class MasterLink {
  readonly #parts: MasterLinkParts
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #failures = new Map<string, MasterFailure>()
  readonly #lookups = new Set<string>()
  #state: LinkState = 'IDLE'
  #epoch = 0
  #attempts = 0
  #everRegistered = false
  #master: EndpointRef<MasterProtocol> | undefined
  #delays: Iterator<number> = [][Symbol.iterator]()
  #cancelRetry: Cancel = () => {}

  constructor(parts: MasterLinkParts) {
    if (parts.masters.length === 0) throw new TypeError('a link needs the address of a Master')
    this.#parts = parts
    this.#clock = parts.clock ?? new SystemClock()
    this.#logger = parts.logger ?? silentLogger
  }

  get state(): LinkState {
    return this.#state
  }

  /** Whether a Master holds our registration and can be talked to. */
  get connected(): boolean {
    return this.#state === 'REGISTERED'
  }

  /** The Master that took us last; it may be gone, see {@link connected}. */
  get master(): EndpointRef<MasterProtocol> | undefined {
    return this.#master
  }

  /** `spark://host:port` of {@link master}. */
  get masterUrl(): string | undefined {
    return this.#master?.address?.toSparkUrl()
  }

  /** The number of the current search. */
  get epoch(): number {
    return this.#epoch
  }

  /** Begins the search. */
  start(): void {
    if (this.#move('seek')) this.#seek(this.#parts.schedule)
  }

  /** A Master took us. False when this answers an earlier search, or comes too late: to be ignored. */
  registered(master: EndpointRef<MasterProtocol>, epoch: number): boolean {
    if (epoch !== this.#epoch) return false
    if (this.#state === 'REGISTERED') return master.equals(this.#master)
    if (!this.#move('registered')) return false
    this.#follow(master)
    return true
  }

  /** A Master that recovered, or was elected, leads now. False when this link is at an end. */
  masterChanged(master: EndpointRef<MasterProtocol>): boolean {
    if (!this.#move('masterChanged')) return false
    this.#follow(master)
    return true
  }

  /** A Master said that it is in standby; another one may lead. */
  standby(from: RpcAddress): void {
    this.#note(failure(from.toSparkUrl(), 'STANDBY'))
  }

  /** The Master that leads refused us: at first that is final, later what stands in the way may go. */
  refused(from: RpcAddress, message: string): void {
    this.#note(failure(from.toSparkUrl(), 'REJECTED', message))
    if (!this.#everRegistered) this.#giveUp()
  }

  /** Registers anew with whoever leads: the Master asked for it. */
  reconnect(): void {
    if (this.#move('seek')) this.#seekAgain()
  }

  /** A process is gone; true when it was the Master, which begins a search. */
  disconnected(address: RpcAddress): boolean {
    if (this.#master?.address?.equals(address) !== true || !this.#move('lost')) return false
    this.#logger.warn({ master: address.toSparkUrl() }, 'connection to the Master lost')
    this.#parts.listener.lost?.()
    this.#seekAgain()
    return true
  }

  /** Ends the link; nothing is called any more. */
  stop(): void {
    this.#move('stop')
    this.#cancelRetry()
  }

  #move(event: LinkEvent): boolean {
    const next = linkTransitions[this.#state][event]
    if (next === 'ignore') return false
    this.#state = next
    return true
  }

  #follow(master: EndpointRef<MasterProtocol>): void {
    this.#master = master
    this.#everRegistered = true
    this.#cancelRetry()
    this.#logger.info({ master: this.masterUrl }, 'registered with the Master')
  }

  #seekAgain(): void {
    this.#seek(this.#parts.scheduleAfterLoss ?? this.#parts.schedule)
  }

  #seek(schedule: RetrySchedule): void {
    this.#epoch++
    this.#attempts = 0
    this.#failures.clear()
    this.#cancelRetry()
    this.#delays = schedule()[Symbol.iterator]()
    this.#attempt()
  }

  /** One round over all Masters; when the schedule has no further delay, the last round was in vain. */
  #attempt(): void {
    const delay = this.#delays.next()
    if (delay.done === true) {
      this.#giveUp()
      return
    }
    this.#attempts++
    for (const address of this.#addresses()) void this.#dial(address)
    this.#cancelRetry = this.#clock.after(delay.value, () => {
      if (this.#state === 'SEEKING') this.#attempt()
    })
  }

  /** All that were configured, and the last that led, which may have come by MasterChanged. */
  #addresses(): readonly RpcAddress[] {
    const { masters } = this.#parts
    const last = this.#master?.address
    if (last == null || masters.some((master) => master.equals(last))) return masters
    return [...masters, last]
  }

  async #dial(address: RpcAddress): Promise<void> {
    const { hostPort } = address
    if (this.#lookups.has(hostPort)) return
    this.#lookups.add(hostPort)
    this.#logger.info({ master: address.toSparkUrl() }, 'connecting to a Master')
    try {
      const master = await this.#parts.env.lookup(address, MASTER_ENDPOINT, MasterProtocol, {
        timeoutMs: LOOKUP_TIMEOUT_MS,
      })
      this.#lookups.delete(hostPort)
      if (this.#state !== 'SEEKING') return
      if (this.#failures.get(address.toSparkUrl())?.problem !== 'STANDBY') {
        this.#note(failure(address.toSparkUrl(), 'NO_ANSWER'))
      }
      this.#parts.listener.register({ master, masterAddress: address, epoch: this.#epoch })
    } catch (error) {
      this.#lookups.delete(hostPort)
      if (this.#state !== 'SEEKING') return
      const found = failureFrom(address.toSparkUrl(), error)
      // What waiting does not mend is said once: by whoever is told that we gave up.
      if (isFinal(found.problem)) this.#logger.debug({ ...found }, 'cannot reach a Master')
      else this.#logger.warn({ ...found }, 'cannot reach a Master')
      this.#note(found)
      this.#giveUpIfHopeless()
    }
  }

  #note(found: MasterFailure): void {
    if (this.#state === 'SEEKING') this.#failures.set(found.url, found)
  }

  /** At first, an error that no waiting mends is told at once; later, whoever runs on may wait for a remedy. */
  #giveUpIfHopeless(): void {
    if (this.#everRegistered || this.#state !== 'SEEKING') return
    const hopeless = this.#addresses().every((address) => {
      const found = this.#failures.get(address.toSparkUrl())
      return found !== undefined && isFinal(found.problem)
    })
    if (hopeless) this.#giveUp()
  }

  #giveUp(): void {
    if (!this.#move('exhausted')) return
    this.#cancelRetry()
    const failures = this.#addresses().map((address) => {
      const url = address.toSparkUrl()
      return (
        this.#failures.get(url) ?? failure(url, 'UNREACHABLE', 'the connection is not made yet')
      )
    })
    const error = new MasterUnreachableError(failures, this.#attempts)
    this.#logger.debug({ failures }, 'no Master was found')
    this.#parts.listener.gaveUp(error)
  }
}
