import { fileURLToPath } from 'node:url'

// …/packages/ of a checkout; of an installed package it is …/node_modules/@firesteel/.
const HOME = fileURLToPath(new URL('../../', import.meta.url)).replaceAll('\\', '/')
const APPS = HOME.replace(/packages\/$/, 'apps/')

/** Whether a script (a path or a `file:` URL) is Firesteel's own: built or source, in a checkout or installed. */
export function isOwnCode(script: string): boolean {
  const path = (script.startsWith('file:') ? fileURLToPath(script) : script).replaceAll('\\', '/')
  if (/\/node_modules\/(@firesteel\/|firesteel(-\w+)?\/)/.test(path)) return true
  return [HOME, APPS].some(
    (root) => path.startsWith(root) && /^[^/]+\/(src|dist)\//.test(path.slice(root.length)),
  )
}
