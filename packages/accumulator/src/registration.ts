/** What a driver gives an accumulator that it registers. */
export interface Registration {
  readonly id: number
  readonly name: string | undefined
}

/** Beside the accumulators: a class of the user's holds nothing but its own state. */
const registrations = new WeakMap<object, Registration>()

/** The registration of an accumulator; undefined before it has one. */
export const registrationOf = (accumulator: object): Registration | undefined =>
  registrations.get(accumulator)

/** Notes who an accumulator is. */
export function setRegistration(accumulator: object, registration: Registration): void {
  registrations.set(accumulator, registration)
}
