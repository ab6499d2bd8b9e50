import { copyFileSync, readdirSync, truncateSync } from 'node:fs'
import { suite, tmpDir } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import {
  type MapOutputFiles,
  adoptMapOutput,
  listMapOutputs,
  mapOutputFiles,
  serveMapOutputFile,
} from '../src/index.js'
import { newWriter, readPairs } from './outputs.js'

const test = suite('shuffle: taking over map outputs')

function aWrittenOutput(): string {
  const dir = tmpDir()
  const writer = newWriter({ dirs: [dir] })
  writer.write(1, 'a', 1)
  writer.write(2, 'b', 2)
  writer.commit()
  return dir
}
const OUTPUT = { shuffleId: 1, mapId: 4 }
const copyFrom =
  (dir: string) =>
  ({ data, index }: MapOutputFiles): Promise<void> => {
    const files = mapOutputFiles([dir], 1, 4)
    copyFileSync(files.data, data)
    copyFileSync(files.index, index)
    return Promise.resolve()
  }
const unique = (): string => 'copy'

test('an output that was taken over reads as it did where it was written', async () => {
  const from = aWrittenOutput()
  const to = [tmpDir()]
  assert.equal(listMapOutputs([from]), [OUTPUT])
  await adoptMapOutput(to, OUTPUT, { fetch: copyFrom(from), unique })
  assert.equal(listMapOutputs(to), [OUTPUT])
  assert.equal(readPairs(to, 1), readPairs([from], 1))
  assert.equal(readPairs(to, 2), [['b', 2]])
})

test('what came damaged, or not at all, leaves nothing behind', async () => {
  const from = aWrittenOutput()
  const to = tmpDir()
  const shortened = async (paths: MapOutputFiles): Promise<void> => {
    await copyFrom(from)(paths)
    truncateSync(paths.data, 3)
  }
  const broken = (): Promise<void> => Promise.reject(new Error('the line broke'))
  for (const fetch of [shortened, broken]) {
    const refused = await adoptMapOutput([to], OUTPUT, { fetch, unique }).catch(() => 'refused')
    assert.is(refused, 'refused')
  }
  const files = readdirSync(to, { recursive: true, withFileTypes: true })
  assert.equal(
    files.filter((entry) => entry.isFile()),
    [],
  )
})

test('only the two files of an output are served whole', () => {
  const dirs = [aWrittenOutput()]
  assert.ok((serveMapOutputFile(dirs, 'shuffle_1_4_0.data')?.byteCount ?? 0) > 0)
  assert.ok((serveMapOutputFile(dirs, 'shuffle_1_4_0.index')?.byteCount ?? 0) > 0)
  for (const name of ['shuffle_1_5_0.data', 'shuffle_1_4_0.data.t0', '../shuffle_1_4_0.data', '']) {
    assert.is(serveMapOutputFile(dirs, name), null)
  }
})

test.run()
