/** Any function of the user's. */
export type UserFunction = (...args: never[]) => unknown

/** A function handed to an operator, checked at the call and captured when a job is submitted. */
export interface Closure {
  readonly fn: UserFunction
  /** The operator it was given to, for messages: `map at app.ts:3`. */
  readonly site: string
}
