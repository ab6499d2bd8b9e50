// Runs one package's test files in this process and prints «@@ P passed, F failed»; see test.mjs.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

globalThis.UVU_DEFER = 1
globalThis.UVU_QUEUE = []

const HANDLES_MAY_CLOSE_MS = 5_000
const failures = []
process.on('unhandledRejection', (reason) => failures.push(['unhandled rejection', reason]))

const dir = join(process.cwd(), 'test')
const only = process.env.TEST_FILE
const files = readdirSync(dir, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts') && (!only || file.includes(only)))
  .sort((a, b) => (a < b ? -1 : 1))

let passed = 0
for (const [index, file] of files.entries()) {
  globalThis.UVU_INDEX = index
  globalThis.UVU_QUEUE.push([])
  try {
    await import(pathToFileURL(join(dir, file)).href)
  } catch (error) {
    failures.push([`loading ${file}`, error])
  }
  const before = passed
  for (const run of globalThis.UVU_QUEUE[index]) {
    // uvu gives the text of all failures, or true; a test that a failing hook kept from running failed too.
    const [errors, ran, , total] = await run()
    passed += ran
    for (let missing = total - ran; missing > 0; missing--) {
      const text = typeof errors === 'string' ? errors : 'a test did not run'
      failures.push([file, missing === total - ran ? text : '(another failure of the same suite)'])
    }
  }
  if (passed === before) failures.push([file, 'no test of this file passed'])
}

const { suites } = await import('@firesteel/testkit')
for (const suite of suites()) {
  if (!suite.ran) failures.push([suite.name, 'made but never run: add .run()'])
  for (const error of suite.failures) failures.push([`${suite.name}: hook`, error])
}

const report = () => {
  for (const [where, what] of failures) console.log(`FAIL ${where}\n${what?.stack ?? what}\n`)
  console.log(`@@ ${passed} passed, ${failures.length} failed`)
}
const watchdog = setTimeout(() => {
  failures.push(['open handles after all tests', process.getActiveResourcesInfo().join(', ')])
  report()
  process.exit(1)
}, HANDLES_MAY_CLOSE_MS)
watchdog.unref()
process.on('beforeExit', () => {
  clearTimeout(watchdog)
  report()
  process.exit(failures.length > 0 ? 1 : 0)
})
