/** Where a link is: looking for a Master, with one, at an end. */
export type LinkState = 'IDLE' | 'SEEKING' | 'REGISTERED' | 'GIVEN_UP' | 'STOPPED'

/** What can happen to a link. */
export type LinkEvent =
  /** Somebody wants a Master, or wants to be registered anew. */
  | 'seek'
  /** A Master took us. */
  | 'registered'
  /** A Master says that it leads now. */
  | 'masterChanged'
  /** The Master's process is gone. */
  | 'lost'
  /** The schedule is over, or no Master will ever take us. */
  | 'exhausted'
  | 'stop'

/** What each event makes of each state; total, so that nothing is left to chance. */
export const linkTransitions: Readonly<
  Record<LinkState, Readonly<Record<LinkEvent, LinkState | 'ignore'>>>
> = {
  IDLE: {
    seek: 'SEEKING',
    registered: 'ignore',
    masterChanged: 'ignore',
    lost: 'ignore',
    exhausted: 'ignore',
    stop: 'STOPPED',
  },
  SEEKING: {
    // A loss may be noticed more than once; the search under way goes on.
    seek: 'ignore',
    registered: 'REGISTERED',
    masterChanged: 'REGISTERED',
    lost: 'ignore',
    exhausted: 'GIVEN_UP',
    stop: 'STOPPED',
  },
  REGISTERED: {
    seek: 'SEEKING',
    registered: 'ignore',
    masterChanged: 'REGISTERED',
    lost: 'SEEKING',
    exhausted: 'ignore',
    stop: 'STOPPED',
  },
  GIVEN_UP: {
    seek: 'ignore',
    registered: 'ignore',
    masterChanged: 'ignore',
    lost: 'ignore',
    exhausted: 'ignore',
    stop: 'STOPPED',
  },
  STOPPED: {
    seek: 'ignore',
    registered: 'ignore',
    masterChanged: 'ignore',
    lost: 'ignore',
    exhausted: 'ignore',
    stop: 'ignore',
  },
}
