/** The prefix below which executors and shuffle services serve map outputs. */
export const SHUFFLE_PREFIX = 'shuffle'

/** Whose map outputs are meant, and what proves that one may have them. */
export interface ShuffleOwner {
  readonly appId: string
  /** The executor that wrote them. */
  readonly executorId: string
  /** Known to the application's own processes only. */
  readonly token: string
}

/** One part of a {@link shufflePath}: no separators, no way up. */
const PART = '([A-Za-z0-9][A-Za-z0-9._-]*)'
const PATH = new RegExp(`^${PART}/${PART}/([A-Za-z0-9_-]+)/(shuffle_[A-Za-z0-9_.]+)$`)

/** `<application>/<executor>/<token>/<block>`: where a block is below {@link SHUFFLE_PREFIX}. */
export const shufflePath = ({ appId, executorId, token }: ShuffleOwner, blockId: string): string =>
  `${appId}/${executorId}/${token}/${blockId}`

/** What a path from the network names; undefined when it is none of {@link shufflePath}. */
export function parseShufflePath(
  path: string,
): (ShuffleOwner & { readonly blockId: string }) | undefined {
  const [, appId, executorId, token, blockId] = PATH.exec(path) ?? []
  if (appId === undefined || executorId === undefined) return undefined
  if (token === undefined || blockId === undefined) return undefined
  return { appId, executorId, token, blockId }
}

/**
 * The directory below each of an application's local directories in which an executor keeps its map
 * outputs when they are to outlive it: whoever knows both finds the files.
 */
export const executorDirName = (executorId: string): string => `blockmgr-${executorId}`
