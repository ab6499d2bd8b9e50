import { isOwnCode } from '../own-code.js'
import { remapPosition } from '../stack/remap.js'

/** A place in the user's program that called into Firesteel. */
export interface CallSite {
  /** A path, or a URL where there is no file. */
  readonly file: string
  readonly line: number
  readonly column: number
  /** As Spark shows it: `map at count.ts:12`. */
  readonly text: string
}

interface Frame {
  readonly url: string
  readonly line: number
  readonly column: number
}

// Deep enough for a call through the user's own helpers and ours.
const FRAMES = 40

/** The nearest frame that is not Firesteel's; read now, mapped to the user's source when asked. */
export function callSiteHere(operator: string): () => CallSite {
  const frame = userFrame(rawFrames())
  let site: CallSite | undefined
  return () => (site ??= siteOf(frame, operator))
}

function siteOf(frame: Frame | undefined, operator: string): CallSite {
  if (frame === undefined) return { file: 'unknown', line: 0, column: 0, text: operator }
  const { file, line, column } = remapPosition(frame.url, frame.line, frame.column)
  const name = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)
  return { file, line, column, text: `${operator} at ${name}:${line}` }
}

function rawFrames(): Frame[] {
  const { stackTraceLimit } = Error
  const before = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')
  try {
    Error.stackTraceLimit = FRAMES
    Error.prepareStackTrace = (_error, sites) => sites
    const holder: { stack?: NodeJS.CallSite[] } = {}
    Error.captureStackTrace(holder, rawFrames)
    return (holder.stack ?? []).map((site) => ({
      url: site.getFileName() ?? '',
      line: site.getLineNumber() ?? 0,
      column: site.getColumnNumber() ?? 0,
    }))
  } finally {
    Error.stackTraceLimit = stackTraceLimit
    if (before === undefined) delete (Error as { prepareStackTrace?: unknown }).prepareStackTrace
    else Object.defineProperty(Error, 'prepareStackTrace', before)
  }
}

const userFrame = (frames: readonly Frame[]): Frame | undefined =>
  frames.find(({ url }) => url !== '' && !url.startsWith('node:') && !isOwnCode(url))
