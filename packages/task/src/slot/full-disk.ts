/** `error`, if it says that a disk is full without saying which, with the directories that it may be about. */
export function namingFullDisk(error: unknown, dirs: readonly string[]): unknown {
  const { code, path } = (error ?? {}) as NodeJS.ErrnoException
  if (code !== 'ENOSPC' || path !== undefined || !(error instanceof Error)) return error
  const full = new Error(
    `${error.message}; the disk of temporary files (${dirs.join(', ')}) or of the output is full: ` +
      'free some of it, or name other directories in spark.local.dir',
    { cause: error },
  )
  return Object.assign(full, { code })
}
