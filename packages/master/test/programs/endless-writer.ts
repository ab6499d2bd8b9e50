// Writes and removes records until it is killed; says a number on stdout once it is stored: endless-writer.ts DIRECTORY
import { FileSystemPersistence } from '../../src/recovery/file-system.js'

const engine = new FileSystemPersistence(process.argv[2] ?? '')
const padding = 'x'.repeat(20_000)
for (let number = 1; ; number++) {
  await engine.persist('app_counter', { number, padding })
  await engine.persist(`worker_${number}`, { number, padding })
  await engine.unpersist(`worker_${number - 1}`)
  process.stdout.write(`${number}\n`)
}
