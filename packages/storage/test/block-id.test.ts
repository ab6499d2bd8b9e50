import { suite } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { type BlockId, blockName, parseBlockName, rddBlock, shuffleBlock } from '../src/index.js'

const test = suite('storage: block ids')

const n = fc.nat()
const word = fc.stringMatching(/^[a-zA-Z0-9]{1,12}$/)
const anyId: fc.Arbitrary<BlockId> = fc.oneof(
  fc.tuple(n, n).map(([a, b]): BlockId => rddBlock(a, b)),
  fc.tuple(n, n, n).map(([a, b, c]): BlockId => shuffleBlock(a, b, c)),
  fc.tuple(n, n, n, n).map(
    ([shuffleId, mapId, startReduceId, endReduceId]): BlockId => ({
      kind: 'shuffleBatch',
      shuffleId,
      mapId,
      startReduceId,
      endReduceId,
    }),
  ),
  fc.tuple(n, n).map(([shuffleId, mapId]): BlockId => ({ kind: 'shuffleData', shuffleId, mapId })),
  fc.tuple(n, n).map(([shuffleId, mapId]): BlockId => ({ kind: 'shuffleIndex', shuffleId, mapId })),
  n.map((broadcastId): BlockId => ({ kind: 'broadcast', broadcastId })),
  fc
    .tuple(n, word)
    .map(([broadcastId, field]): BlockId => ({ kind: 'broadcast', broadcastId, field })),
  n.map((taskId): BlockId => ({ kind: 'taskResult', taskId })),
  word.map((id): BlockId => ({ kind: 'tempLocal', id })),
  word.map((id): BlockId => ({ kind: 'tempShuffle', id })),
)

test('names are those of Spark', () => {
  assert.is(blockName(rddBlock(3, 7)), 'rdd_3_7')
  assert.is(blockName(shuffleBlock(1, 4, 0)), 'shuffle_1_4_0')
  assert.is(blockName({ kind: 'broadcast', broadcastId: 2, field: 'piece0' }), 'broadcast_2_piece0')
  assert.is(blockName({ kind: 'shuffleData', shuffleId: 1, mapId: 4 }), 'shuffle_1_4_0.data')
  assert.is(blockName({ kind: 'taskResult', taskId: 5 }), 'taskresult_5')
})

test('a printed name parses to the same block', () => {
  fc.assert(fc.property(anyId, (id) => assert.equal(parseBlockName(blockName(id)), id)))
})

test('other names are refused', () => {
  for (const name of ['', 'rdd_1', 'rdd_01_2', 'rdd_-1_2', 'rdd_1_2_3', ' rdd_1_2', 'rdd_1_2\n']) {
    assert.throws(() => parseBlockName(name), /there are no blocks with names like/)
  }
  fc.assert(
    fc.property(fc.string(), (name) => {
      try {
        assert.is(blockName(parseBlockName(name)), name)
      } catch (error) {
        assert.is((error as { code?: string }).code, 'STORAGE_UNKNOWN_BLOCK_NAME')
      }
    }),
  )
})

test.run()
