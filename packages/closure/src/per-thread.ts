/**
 * What every copy of this package in one thread has in common: the driver's, the one in a
 * dependency of the application, and that of a task slot may all be different files.
 */
export function perThread<T extends object>(name: string, make: () => T): T {
  const home = globalThis as unknown as Record<symbol, T | undefined>
  return (home[Symbol.for(`firesteel.${name}`)] ??= make())
}
