import { suite } from '@firesteel/testkit'
import { assertPagePrints } from './assert-page-prints.js'

const test = suite('firesteel: docs/operators.md', { timeoutMs: 60_000 })

test('every example prints what it says', () =>
  assertPagePrints(new URL('../../../docs/operators.md', import.meta.url)))

test.run()
