/** Where a job's output goes, and how it gets there; data that every task of the job gets. */
export interface OutputTarget {
  /** The directory, absolute. */
  readonly path: string
  /** Unique among the jobs that write there. */
  readonly jobToken: string
  /** What names of parts end with: `.gz`. */
  readonly suffix: string
  /**
   * 1: a task's parts are visible when the whole job is committed; 2: when the task is, which is faster,
   * and leaves some of them behind when the job fails.
   */
  readonly algorithm: 1 | 2
  /** Whether a task asks the driver before it commits: two attempts of one never both do. */
  readonly coordinated: boolean
}

/** How files are compressed that are written as text. */
export type TextCodec = 'gzip'

/** Below the output while the job runs. */
export const TEMPORARY = '_temporary'

/** The name of a partition's part, without what it ends with. */
export const partName = (partition: number): string => `part-${String(partition).padStart(5, '0')}`

/** How a task is called in the names of directories. */
export const taskName = (jobToken: string, partition: number): string =>
  `${jobToken}_m_${String(partition).padStart(6, '0')}`
