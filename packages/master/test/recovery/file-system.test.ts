import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { suite, tmpDir } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { persistenceEngineCompliance } from '../../src/compliance/index.js'
import { FileSystemPersistence } from '../../src/recovery/file-system.js'

const test = suite('FileSystemPersistence')

const base = tmpDir()
let made = 0
/** A new empty directory. */
function aDirectory(): string {
  const path = join(base, String(made++))
  mkdirSync(path)
  return path
}

persistenceEngineCompliance(test, {
  async create() {
    const directory = join(aDirectory(), 'made', 'by', 'it')
    return {
      open: () => new FileSystemPersistence(directory),
      async damage(name) {
        const file = join(directory, `${name}.json`)
        const text = await readFile(file, 'utf8')
        await writeFile(file, text.replace('false', 'true '))
      },
    }
  },
})

test('a half-written file is set aside as .corrupt', async () => {
  const directory = aDirectory()
  const engine = new FileSystemPersistence(directory)
  await engine.persist('app_a', { some: 'text' })
  const file = join(directory, 'app_a.json')
  await writeFile(file, (await readFile(file, 'utf8')).slice(0, 20))
  const { damaged } = await engine.readAll()
  assert.is(damaged[0]?.keptAs, `${file}.corrupt`)
  assert.equal(await readdir(directory), ['app_a.json.corrupt'])
})

test('what a writer left when it died is swept away', async () => {
  const directory = aDirectory()
  await writeFile(join(directory, 'app_a.json.1234567'), 'half')
  const stored = await new FileSystemPersistence(directory).readAll()
  assert.equal(stored, { records: [], damaged: [] })
  assert.equal(await readdir(directory), [])
})

test('a name that is no file name is refused', () => {
  const engine = new FileSystemPersistence(aDirectory())
  assert.throws(() => engine.persist('../app_a', 1), /cannot name a record/)
})

test('a directory that cannot be made is a clear error', async () => {
  const file = join(aDirectory(), 'file')
  await writeFile(file, '')
  const engine = new FileSystemPersistence(join(file, 'below'))
  try {
    await engine.persist('app_a', 1)
    assert.unreachable()
  } catch (error) {
    assert.is((error as { code: string }).code, 'MASTER_PERSISTENCE')
    assert.match((error as Error).message, 'cannot store a record in')
  }
})

test('opening it finds out at once whether records can be kept', async () => {
  const file = join(aDirectory(), 'file')
  await writeFile(file, '')
  try {
    await FileSystemPersistence.open(join(file, 'below'))
    assert.unreachable()
  } catch (error) {
    assert.is((error as { code: string }).code, 'MASTER_PERSISTENCE')
  }
  const engine = await FileSystemPersistence.open(join(aDirectory(), 'new'))
  assert.equal((await engine.readAll()).records, [])
})

test('a writer that is killed in the middle leaves the old or the new record, and what it reported', async () => {
  const directory = aDirectory()
  for (let round = 0; round < 4; round++) {
    const said = await writeUntilKilled(directory, 40 + round * 7)
    const { records, damaged } = await new FileSystemPersistence(directory).readAll()
    assert.equal(damaged, [])
    const values = new Map(records.map(({ name, value }) => [name, value as { number: number }]))
    const counter = values.get('app_counter')?.number ?? 0
    assert.ok(counter === said || counter === said + 1, `${counter} after ${said} was reported`)
    for (const [name, { number }] of values) {
      if (name !== 'app_counter') assert.is(name, `worker_${number}`)
    }
    for (const name of values.keys()) await new FileSystemPersistence(directory).unpersist(name)
  }
})

/** The last number that was reported as stored when the writer was killed, after at least `count` of them. */
function writeUntilKilled(directory: string, count: number): Promise<number> {
  const program = fileURLToPath(new URL('../programs/endless-writer.ts', import.meta.url))
  const child = spawn(
    process.execPath,
    ['--conditions=@firesteel/source', '--import', 'tsx', program, directory],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let last = 0
  createInterface({ input: child.stdout }).on('line', (line) => {
    last = Number(line)
    if (last >= count) child.kill('SIGKILL')
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', () => resolve(last))
  })
}

test.run()
