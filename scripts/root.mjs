import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The directory of this repository. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))
