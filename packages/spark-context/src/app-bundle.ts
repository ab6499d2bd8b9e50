import { pathToFileURL } from 'node:url'

/** Where `firesteel submit` leaves the path of the application's bundle. */
const VARIABLE = 'FIRESTEEL_APP_BUNDLE'

/** The application's bundle; undefined when the program runs as it lies on disk. */
export function appBundle(): URL | undefined {
  const path = process.env[VARIABLE]
  return path === undefined || path === '' ? undefined : pathToFileURL(path)
}
