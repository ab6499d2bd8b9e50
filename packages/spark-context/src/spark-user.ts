import { userInfo } from 'node:os'

/** Whom the program runs as: what SPARK_USER says, else the user of the process. */
export function sparkUser(): string {
  const named = process.env.SPARK_USER ?? process.env.USER
  if (named !== undefined && named !== '') return named
  try {
    return userInfo().username
  } catch {
    // A process may run under a number that no user has.
    return ''
  }
}
