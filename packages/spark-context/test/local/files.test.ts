import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SparkConf } from '@firesteel/conf'
import { SparkFiles } from '@firesteel/rdd-core'
import { suite, tmpDir } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { SparkContext } from '../../src/index.js'

const test = suite('added files on local[2]', { timeoutMs: 20_000 })
const dir = tmpDir()
const pathOf = (name: string): string => join(dir, name)
let sc: SparkContext

test.before(() => {
  writeFileSync(pathOf('first.txt'), 'one')
  mkdirSync(pathOf('tree/inner'), { recursive: true })
  writeFileSync(pathOf('tree/inner/leaf.txt'), 'leaf')
  const conf = new SparkConf([]).setMaster('local[2]').setAppName('files')
  sc = new SparkContext(conf.set('spark.files', pathOf('first.txt')).set('spark.log.level', 'OFF'))
})
test.after(() => sc.stop())

const inTasks = async (name: string): Promise<string[]> => {
  const texts = await sc
    .range(0, 4, 1, 4)
    .map(() => readFileSync(SparkFiles.get(name), 'utf8'))
    .collect()
  return [...new Set(texts)]
}

test('tasks and the driver find them by name, as they were when they were added', async () => {
  writeFileSync(pathOf('first.txt'), 'changed')
  assert.equal(await inTasks('first.txt'), ['one'])
  assert.is(readFileSync(SparkFiles.get('first.txt'), 'utf8'), 'one')
  writeFileSync(pathOf('later.txt'), 'two')
  sc.addFile(pathOf('later.txt'))
  assert.equal(await inTasks('later.txt'), ['two'])
})

test('a directory is added when it is said so', async () => {
  assert.throws(
    () => sc.addFile(pathOf('tree')),
    /Cannot add the file .*it is a directory: say addFile\(path, true\)/,
  )
  sc.addFile(pathOf('tree'), true)
  assert.equal(await inTasks('tree/inner/leaf.txt'), ['leaf'])
})

test('the same path again changes nothing; another of the same name is refused, as is what is not there', () => {
  sc.addFile(pathOf('first.txt'))
  assert.is(readFileSync(SparkFiles.get('first.txt'), 'utf8'), 'one')
  mkdirSync(pathOf('other'))
  writeFileSync(pathOf('other/first.txt'), 'other')
  assert.throws(() => sc.addFile(pathOf('other/first.txt')), /first\.txt has the same name/)
  assert.throws(() => sc.addFile(pathOf('missing')), /there is no .*missing/)
})

test('they are gone with the context', async () => {
  const root = SparkFiles.getRootDirectory()
  await sc.stop()
  assert.not.ok(existsSync(root))
  assert.throws(() => SparkFiles.get('first.txt'), /no SparkContext runs/)
})

test.run()
