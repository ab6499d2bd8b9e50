import { SparkConf } from '@firesteel/conf'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { workerScheduleFrom } from '../src/conf.js'
import { parseMasterUrls, formatMasterUrls } from '../src/master-urls.js'
import { appSchedule, appScheduleAfterLoss, workerSchedule } from '../src/schedule.js'

const test = suite('master-link: schedules and addresses')

test('a Worker waits six times 10 s, then eleven times 60 s', () => {
  const delays = [...workerSchedule({ random: () => 0.5 })()]
  assert.equal(delays, [...Array(6).fill(10_000), ...Array(11).fill(60_000)])
})

test('all delays of a Worker carry one random factor between a half and one and a half', () => {
  assert.equal([...new Set(workerSchedule({ random: () => 0 })())], [5_000, 30_000])
  assert.equal([...new Set(workerSchedule({ random: () => 0.999 })())], [15_000, 90_000])
})

test('the settings change how often a Worker tries', () => {
  const conf = new SparkConf()
    .set('spark.worker.initialRegistrationRetries', 1)
    .set('spark.worker.maxRegistrationRetries', 2)
  assert.equal([...workerScheduleFrom(conf, () => 0.5)()], [10_000, 60_000, 60_000])
})

test('an application waits three times 20 s at first, and for ever after a loss', () => {
  assert.equal([...appSchedule()], [20_000, 20_000, 20_000])
  const after = appScheduleAfterLoss()[Symbol.iterator]()
  const first = Array.from({ length: 8 }, () => after.next().value as number)
  assert.equal(first, [1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000, 20_000])
})

test('reads one address or several, with the prefix once, at each, or not at all', () => {
  const both = ['a:7077', 'b:7078']
  for (const text of ['spark://a:7077,b:7078', 'spark://a:7077,spark://b:7078', 'a:7077,b:7078']) {
    assert.equal(
      parseMasterUrls(text).map((address) => address.hostPort),
      both,
    )
  }
  assert.is(formatMasterUrls(parseMasterUrls('a:7077,b:7078')), 'spark://a:7077,b:7078')
})

test('says what an address must look like', () => {
  for (const text of ['', 'spark://', 'spark://a', 'spark://a:1,', 'http://a:1', 'spark://a:x']) {
    assert.throws(
      () => parseMasterUrls(text),
      (error: Error & { code?: string }) =>
        error.code === 'MASTER_URL_INVALID' && error.message.includes('expected spark://host:port'),
    )
  }
})

test.run()
