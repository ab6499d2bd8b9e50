import type { ClosureHandle } from '@firesteel/closure'

/** Any function of the user's. */
export type UserFunction = (...args: never[]) => unknown

/** A function handed to an operator: looked at then, captured when a job is submitted. */
export type Closure = ClosureHandle<UserFunction>
