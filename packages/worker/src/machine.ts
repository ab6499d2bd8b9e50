import { availableParallelism, totalmem } from 'node:os'

const MB = 1024 * 1024
/** Left to the operating system and the daemons. */
const RESERVED_MB = 1_024
const AT_LEAST_MB = 1_024

/** The cores that a worker offers when it is not told. */
export const defaultCores = (): number => availableParallelism()

/** The memory that a worker offers when it is not told: what the machine (or its container) has, less 1 GiB, at least 1 GiB. */
export function defaultMemoryMb(
  totalBytes: number = totalmem(),
  limitBytes: number = process.constrainedMemory(),
): number {
  // A process without a limit is told a limit of 0, or one beyond all memory.
  const bytes = limitBytes > 0 ? Math.min(totalBytes, limitBytes) : totalBytes
  return Math.max(Math.floor(bytes / MB) - RESERVED_MB, AT_LEAST_MB)
}
