import { join } from 'node:path'

/** The property of a task that says which state of the added files it needs: how many there were. */
export const FILES_PROPERTY = 'spark.firesteel.files'

/** Kept on globalThis: the application's bundle and the slot may load this package twice. */
const KEY = Symbol.for('firesteel.filesRoot')
const holder = globalThis as { [KEY]?: string | undefined }

/**
 * Finds what `sc.addFile` has added, on the driver and in tasks.
 * @see org.apache.spark.SparkFiles
 */
export const SparkFiles = {
  /** Where the file or directory of that name is on this machine. */
  get(name: string): string {
    return join(SparkFiles.getRootDirectory(), name)
  },

  /** The directory of all added files. Throws where no SparkContext runs and no task does. */
  getRootDirectory(): string {
    if (holder[KEY] === undefined) {
      throw new Error('SparkFiles knows no files here: no SparkContext runs in this process')
    }
    return holder[KEY]
  },
}

/** For those who run drivers and tasks: sets where {@link SparkFiles} looks in this thread. */
export function setFilesRoot(root: string | undefined): void {
  holder[KEY] = root
}
