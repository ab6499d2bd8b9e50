import { suite, tmpDir } from '@firesteel/testkit'
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { WorkDir } from '../src/work-dir.js'

const test = suite('worker: directories')

const newId = () => 'x'
const fails = async (promise: Promise<unknown>): Promise<Error & { code?: string }> =>
  promise.then(
    () => assert.unreachable('it should have failed') as never,
    (error: Error) => error,
  )

test('a work directory that cannot be made is an error that names it', async () => {
  const file = join(tmpDir(), 'file')
  writeFileSync(file, '')
  const error = await fails(new WorkDir(join(file, 'work'), [], newId).create())
  assert.is(error.code, 'WORKER_DIRECTORY')
  assert.match(error.message, join(file, 'work'))
})

test('local directories are made under the roots that can be used', async () => {
  const dir = tmpDir()
  const file = join(dir, 'file')
  writeFileSync(file, '')
  const made = await new WorkDir(dir, [file, join(dir, 'local')], newId).createLocalDirs()
  assert.equal(made, [join(dir, 'local', 'executor-x')])
})

test('no usable root is an error', async () => {
  const file = join(tmpDir(), 'file')
  writeFileSync(file, '')
  const error = await fails(new WorkDir(tmpDir(), [file], newId).createLocalDirs())
  assert.match(error.message, `a local directory in ${file}`)
})

test('the age of a directory is that of the newest file in it, however deep', async () => {
  const root = tmpDir()
  mkdirSync(join(root, 'app', '0'), { recursive: true })
  writeFileSync(join(root, 'app', '0', 'stdout'), '')
  writeFileSync(join(root, 'a file'), '')
  for (const path of ['app', 'app/0']) utimesSync(join(root, path), 1, 1)
  utimesSync(join(root, 'app/0/stdout'), 5, 5)
  assert.equal(await new WorkDir(root, [], newId).ages(), [{ name: 'app', newestAt: 5_000 }])
})

test.run()
