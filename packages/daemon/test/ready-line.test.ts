import { suite } from '@firesteel/testkit'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { readyFacts, readyLine } from '../src/ready-line.js'

const test = suite('daemon: ready line')

const word = fc.stringMatching(/^[a-z0-9:/.-]+$/)

test('what a daemon prints, its parent reads', () => {
  fc.assert(
    fc.property(word, fc.array(word), (name, facts) => {
      assert.equal(readyFacts(name, readyLine(name, facts)), facts)
    }),
  )
})

test('other lines, and those of other daemons, are none', () => {
  assert.is(readyLine('firesteel-master', ['spark://h:1']), 'firesteel-master ready spark://h:1')
  for (const line of [
    '',
    'firesteel-master',
    'firesteel-master readying',
    'firesteel-mast ready',
  ]) {
    assert.is(readyFacts('firesteel-master', line), undefined, line)
  }
})

test.run()
