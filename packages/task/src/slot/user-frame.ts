import { fileURLToPath } from 'node:url'

// …/packages/ of a checkout, …/node_modules/@firesteel/ of an installation.
const HOME = fileURLToPath(
  new URL(import.meta.url.includes('/dist/') ? '../../' : '../../../', import.meta.url),
)

/** Whether a frame is no user's: generated, Node's, or ours. */
function isOurs(place: string): boolean {
  if (/^firesteel:|node:|[\\/]node_modules[\\/](@firesteel|firesteel)[\\/]/.test(place)) return true
  const path = place.startsWith('file:') ? place.slice('file://'.length) : place
  return path.startsWith(HOME) && /^[^\\/]+[\\/](src|dist)[\\/]/.test(path.slice(HOME.length))
}

/** The innermost frame of the user's code in a stack: `file:line:column`. */
export function userFrame(stack: string | undefined): string | undefined {
  for (const line of stack?.split('\n') ?? []) {
    const place = line.match(/^\s+at (?:.*\()?((?:file:|\/|[A-Za-z]:|[\w@.]).*:\d+:\d+)\)?$/)?.[1]
    if (place !== undefined && !isOurs(place)) return place
  }
  return undefined
}
