import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, tmpDir } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { claimDir, sweepOwnedDirs } from '../src/owned-dirs.js'

const test = suite('daemon: directories and their owners')

const dirIn = (root: string, name: string): string => {
  const dir = join(root, name)
  mkdirSync(dir)
  writeFileSync(join(dir, 'a block'), 'x')
  return dir
}

test('those of processes that are gone are removed, and no others', () => {
  const root = tmpDir()
  const own = dirIn(root, 'blockmgr-own')
  claimDir(own)
  const nobodys = dirIn(root, 'blockmgr-nobodys')
  const damaged = dirIn(root, 'blockmgr-damaged')
  writeFileSync(join(damaged, '.owner'), 'no owner')
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  const stale = dirIn(root, 'blockmgr-stale')
  writeFileSync(join(stale, '.owner'), JSON.stringify({ pid }))
  const other = dirIn(root, 'other-stale')
  writeFileSync(join(other, '.owner'), JSON.stringify({ pid }))
  assert.equal(sweepOwnedDirs(root, 'blockmgr-'), [stale])
  assert.not(existsSync(stale))
  for (const dir of [own, nobodys, damaged, other]) assert.ok(existsSync(dir), dir)
})

test('a process that has got the number of a dead one is not taken for it', () => {
  const root = tmpDir()
  const dir = dirIn(root, 'blockmgr-1')
  claimDir(dir)
  const owner = JSON.parse(readFileSync(join(dir, '.owner'), 'utf8')) as { began?: string }
  writeFileSync(join(dir, '.owner'), JSON.stringify({ ...owner, began: 'long ago' }))
  // Where the system does not tell when a process began, its number is all there is.
  assert.is(sweepOwnedDirs(root, 'blockmgr-').length, owner.began === undefined ? 0 : 1)
})

test('a root that does not exist has nothing to sweep', () => {
  assert.equal(sweepOwnedDirs(join(tmpDir(), 'nowhere'), 'blockmgr-'), [])
})

test.run()
