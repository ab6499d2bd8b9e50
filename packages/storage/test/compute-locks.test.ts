import { suite } from '@firesteel/testkit'
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { ComputeLocks } from '../src/index.js'

const test = suite('storage: who computes a block')

test('one computes a block, and the others are woken when it is done', async () => {
  const locks = new ComputeLocks()
  assert.is(locks.take('a', 1), 'taken')
  const second = locks.take('a', 2)
  assert.ok(second instanceof Promise)
  locks.release('a', 2)
  locks.release('a', 1)
  await second
  assert.is(locks.take('a', 2), 'taken')
})

test('who holds a block computes another one beside its holder', () => {
  const locks = new ComputeLocks()
  assert.is(locks.take('a', 1), 'taken')
  assert.is(locks.take('b', 2), 'taken')
  assert.is(locks.take('b', 1), 'spare')
})

test('whatever is asked in whatever order, everybody gets on', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 6 }), { maxLength: 6 }),
      fc.scheduler(),
      async (wishes, scheduler) => {
        const locks = new ComputeLocks()
        const computing = new Map<string, number>()
        const run = async (holder: number, names: readonly string[]): Promise<void> => {
          for (const name of names) {
            for (;;) {
              const turn = locks.take(name, holder)
              if (typeof turn === 'string') {
                if (turn === 'taken') {
                  assert.ok((computing.get(name) ?? holder) === holder, 'one at a time')
                  computing.set(name, holder)
                }
                break
              }
              await turn
            }
            await scheduler.schedule(Promise.resolve())
          }
          for (const [name, by] of computing) if (by === holder) computing.delete(name)
          locks.releaseAll(holder)
        }
        const all = wishes.map((names, holder) => run(holder, names.map(String)))
        await scheduler.waitFor(Promise.all(all))
      },
    ),
  )
})

test.run()
