import { SparkConf } from '@firesteel/conf'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { TARGET_REQUEST_BYTES, shuffleOptionsWithin, shuffleOptionsFrom } from '../src/index.js'

const test = suite('shuffle: settings')

test('default to what writers and plans take when they are told nothing', () => {
  assert.equal(shuffleOptionsFrom(new SparkConf()), {
    maxSizeInFlight: 48 * 2 ** 20,
    targetBytes: TARGET_REQUEST_BYTES,
    maxRequestsInFlight: 2_147_483_647,
    maxBlocksPerAddress: 2_147_483_647,
    maxFetchToMemory: 200 * 2 ** 20,
    maxRetries: 3,
    retryWaitMs: 5_000,
    compression: 'lz4',
    maxCompressedBlock: 32 << 20,
    maxFetchedInMemory: 128 << 20,
    detectCorrupt: true,
    maxBufferedBytes: 64 * 2 ** 20,
    maxBufferedRecords: 2 ** 18,
  })
})

test('follow the configuration', () => {
  const conf = new SparkConf().set('spark.reducer.maxSizeInFlight', '10m')
  assert.is(shuffleOptionsFrom(conf).targetBytes, 2 * 2 ** 20)
})

test('a small slot lowers what may be buffered, under way and held, a large one does not', () => {
  const options = shuffleOptionsFrom(new SparkConf([]))
  assert.equal(shuffleOptionsWithin(options, 2 ** 40), options)
  const MIB = 1 << 20
  assert.equal(shuffleOptionsWithin(options, 64 * MIB), {
    ...options,
    maxSizeInFlight: 8 * MIB,
    targetBytes: Math.floor((8 * MIB) / 5),
    maxFetchToMemory: 4 * MIB,
    maxCompressedBlock: 2 * MIB,
    maxFetchedInMemory: 16 * MIB,
    maxBufferedBytes: 16 * MIB,
  })
})

test.run()
