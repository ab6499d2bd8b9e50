// Preloaded into what is measured: tells on descriptor 3 what the process used, when it ends.
import { writeSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

if (isMainThread) {
  process.on('exit', () => {
    try {
      writeSync(3, JSON.stringify(process.resourceUsage()))
    } catch {
      // A process of the same program that nobody measures.
    }
  })
}
