// Writes wire.json, which pins what is sent, and the page of the documentation:
//   node scripts/run.mjs packages/task-messages/scripts/wire.ts
// Refuses when messages changed and WIRE_VERSION did not; --unreleased says that the version is not out yet.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { WIRE_VERSION } from '../src/index.js'
import { PAGE, pageText, wireText } from './reference.js'

const file = new URL('../wire.json', import.meta.url)
const text = wireText()
if (existsSync(file) && !process.argv.includes('--unreleased')) {
  const before = readFileSync(file, 'utf8')
  if (before !== text && JSON.parse(before).version === WIRE_VERSION) {
    console.error('Messages changed: add a line to WIRE_HISTORY in src/version.ts first.')
    process.exit(1)
  }
}
writeFileSync(file, text)
writeFileSync(PAGE, pageText())
