import { readFileSync, readdirSync } from 'node:fs'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { assertPagePrints } from './assert-page-prints.js'

const test = suite('firesteel: docs/guide', { timeoutMs: 60_000 })
const guide = new URL('../../../docs/guide/', import.meta.url)

for (const page of ['memory', 'shared-variables', 'async', 'output', 'scheduling', 'kernel']) {
  test(`every example of ${page}.md prints what it says`, async () => {
    await assertPagePrints(new URL(`${page}.md`, guide))
  })
}

test('the list of chapters names every one', () => {
  const list = readFileSync(new URL('README.md', guide), 'utf8')
  for (const page of readdirSync(guide)) {
    if (page !== 'README.md') assert.match(list, `(${page})`)
  }
})

test.run()
