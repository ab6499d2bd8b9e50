import { referencePagesFrom } from './describe/reference-pages.js'

/** The generated pages of the documentation, path → text; found from `src` and from `dist` alike. */
export const referencePages = (): Record<string, string> =>
  referencePagesFrom(new URL('../src/messages/', import.meta.url))
