// Writes wire.json, which pins what is sent: node scripts/run.mjs packages/deploy-messages/scripts/wire.ts
// Refuses when messages changed and WIRE_VERSION did not; --unreleased says that the version is not out yet.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { DEPLOY_PROTOCOLS, WIRE_VERSION, wireModel } from '../src/index.js'

const file = new URL('../wire.json', import.meta.url)
const protocols = wireModel(DEPLOY_PROTOCOLS)
const text = `${JSON.stringify({ version: WIRE_VERSION, protocols }, null, 2)}\n`
if (existsSync(file)) {
  const before = JSON.parse(readFileSync(file, 'utf8')) as { version: number; protocols: unknown }
  const changed = JSON.stringify(before.protocols) !== JSON.stringify(protocols)
  const bumped = before.version !== WIRE_VERSION
  if (changed && !bumped && !process.argv.includes('--unreleased')) {
    console.error('Messages changed: add a line to WIRE_HISTORY in src/version.ts first.')
    process.exit(1)
  }
}
writeFileSync(file, text)
