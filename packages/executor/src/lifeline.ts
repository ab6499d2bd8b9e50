import { Socket } from 'node:net'

/** Names the file descriptor whose end means that the worker is gone. */
export const LIFELINE_FD = 'FIRESTEEL_LIFELINE_FD'

/**
 * Calls `onCut` when the other end of the pipe that this process was given is closed: by a worker
 * that wants it to end, or by the kernel when the worker dies of whatever. Without such a pipe
 * nothing happens.
 */
export function watchLifeline(env: Record<string, string | undefined>, onCut: () => void): void {
  const fd = Number(env[LIFELINE_FD] ?? '')
  // Programs that tasks start must not take it for theirs.
  delete env[LIFELINE_FD]
  if (!Number.isInteger(fd) || fd < 3) return
  const pipe = new Socket({ fd, readable: true, writable: false })
  pipe.on('error', () => {})
  pipe.once('close', onCut)
  pipe.resume()
  pipe.unref()
}
