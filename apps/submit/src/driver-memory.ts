import { spawn } from 'node:child_process'
import { type SparkConf, byteCount, optionalKey } from '@firesteel/conf'

const DRIVER_MEMORY = optionalKey(
  'spark.driver.memory',
  byteCount('m'),
  'heap of the driver process; what Node gives a process unless set',
)
const MARK = 'FIRESTEEL_DRIVER_HEAP_SET'
const MIB = 1_048_576

/**
 * Node takes its heap limit only at start: when `spark.driver.memory` is set, the same command runs
 * again in a process with that limit, sharing our terminal, ending when we end; we end as it does.
 * False when nothing had to be done.
 */
export function reexecWithHeap(conf: SparkConf): boolean {
  const bytes = conf.get(DRIVER_MEMORY)
  if (process.env[MARK] !== undefined) {
    delete process.env[MARK]
    process.on('disconnect', () => process.exit(1))
    process.channel?.unref()
    return false
  }
  if (bytes === undefined) return false
  const child = spawn(
    process.execPath,
    [
      ...process.execArgv,
      `--max-old-space-size=${Math.max(16, Math.floor(bytes / MIB))}`,
      ...process.argv.slice(1),
    ],
    { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env: { ...process.env, [MARK]: '1' } },
  )
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal)
  process.on('SIGINT', pass)
  process.on('SIGTERM', pass)
  child.on('exit', (code, signal) => {
    process.removeListener('SIGINT', pass)
    process.removeListener('SIGTERM', pass)
    if (signal !== null) process.kill(process.pid, signal)
    else process.exitCode = code ?? 1
  })
  return true
}
