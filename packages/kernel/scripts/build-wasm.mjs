// Compiles assembly/text.as and keeps the module as text in src/text-module.ts; with --check only compares.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

const target = fileURLToPath(new URL('../src/text-module.ts', import.meta.url))
const files = new Map()
const { error } = await asc.main(
  [
    'text.ts',
    '--outFile',
    'text.wasm',
    '-O3',
    '--runtime',
    'stub',
    '--noAssert',
    '--enable',
    'simd',
    '--initialMemory',
    '4',
  ],
  {
    // Named so that tools for TypeScript leave it alone.
    readFile: (name) => {
      try {
        return readFileSync(
          fileURLToPath(new URL(`../assembly/${name.replace(/\.ts$/, '.as')}`, import.meta.url)),
          'utf8',
        )
      } catch {
        return null
      }
    },
    stderr: process.stderr,
    writeFile: (name, data) => files.set(name, data),
    listFiles: () => [],
  },
)
// What is wrong stands on standard error.
if (error !== null) throw error
const base64 = Buffer.from(files.get('text.wasm')).toString('base64')
const source = `// Made from assembly/text.as by \`npm run wasm\`.
/** The text kernel as a WebAssembly module, in base64. */
export const TEXT_MODULE =
  '${base64}'
`
if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== source) {
    console.error('src/text-module.ts is not what assembly/text.as makes: run `npm run wasm`')
    process.exit(1)
  }
} else {
  writeFileSync(target, source)
}
