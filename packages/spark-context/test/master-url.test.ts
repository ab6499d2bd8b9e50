import { hasCode } from '@firesteel/errors'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { parseMasterUrl } from '../src/master-url.js'

const test = suite('master URLs')
const CORES = 8

test('local is one thread, local[N] N of them, local[*] one per core', () => {
  const threads = (url: string): number => {
    const master = parseMasterUrl(url, {}, CORES)
    return master.kind === 'local' ? master.threads : -1
  }
  assert.equal(['local', 'local[3]', 'local[*]', 'local[2,5]'].map(threads), [1, 3, CORES, 2])
})

test('a task is tried once in local mode, F times with local[N,F]', () => {
  assert.equal(parseMasterUrl('local[2]'), { kind: 'local', threads: 2, maxFailures: 1 })
  assert.equal(parseMasterUrl('local[*, 3]', {}, CORES), {
    kind: 'local',
    threads: CORES,
    maxFailures: 3,
  })
})

test('spark:// may name several Masters', () => {
  assert.equal(parseMasterUrl('spark://a:7077,b:7078'), {
    kind: 'spark',
    urls: ['spark://a:7077', 'spark://b:7078'],
  })
  assert.equal(parseMasterUrl('spark://[::1]:7077'), {
    kind: 'spark',
    urls: ['spark://[::1]:7077'],
  })
})

test('a registered scheme is handed on as it stands', () => {
  const schemes = { 'local-cluster': { form: 'local-cluster[n,c,m]' } }
  const url = 'local-cluster[2,1,1024]'
  assert.equal(parseMasterUrl(url, schemes), { kind: 'other', scheme: 'local-cluster', url })
})

for (const url of [
  '',
  'local[0]',
  'local[-1]',
  'local[2,0]',
  'local[',
  'spark://',
  'spark://host',
  'spark://host:0',
  'spark://host:99999',
  'spark://a:1,,b:2',
  'spark://user@host:7077',
  'yarn',
  'k8s://https://h:1',
  'local-cluster[2,1,1024]',
]) {
  test(`'${url}' is refused with the forms that are known`, () => {
    assert.throws(
      () => parseMasterUrl(url),
      (error: Error) =>
        hasCode(error, 'CONTEXT_MASTER_URL') &&
        error.message.includes(`'${url}'`) &&
        error.message.includes('local[N]') &&
        error.message.includes('spark://host:port'),
    )
  })
}

test.run()
