import type { StatusUpdate, TaskDescription } from '@firesteel/task-messages'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { StatusReporter } from '../src/status-reporter.js'

const test = suite('status reporter')

const NOTHING = new Uint8Array()
const task = (taskId: number, slot: number) =>
  ({ taskId, slot, cpus: 1 }) as Partial<TaskDescription> as TaskDescription

function reporter(): { readonly statuses: StatusReporter; readonly sent: string[] } {
  const sent: string[] = []
  const send = (_type: unknown, payload: unknown): void => {
    const { taskId, state, begins } = payload as StatusUpdate
    sent.push(`${taskId} ${state}${begins === undefined ? '' : `, ${begins} RUNNING`}`)
  }
  return { statuses: new StatusReporter({ send }, '0'), sent }
}

test('an attempt that begins where another ended is told of with it', async () => {
  const { statuses, sent } = reporter()
  statuses.report(task(1, 0), 'FINISHED', NOTHING)
  statuses.report(task(2, 0), 'RUNNING', NOTHING)
  assert.equal(sent, ['1 FINISHED, 2 RUNNING'])
  await Promise.resolve()
  assert.equal(sent.length, 1)
})

test('nothing is told later than the turn in which it happened, nor in another order', async () => {
  const { statuses, sent } = reporter()
  statuses.report(task(1, 0), 'FINISHED', NOTHING)
  statuses.report(task(2, 1), 'RUNNING', NOTHING)
  assert.equal(sent, ['1 FINISHED', '2 RUNNING'])
  statuses.report(task(2, 1), 'FAILED', NOTHING)
  await Promise.resolve()
  assert.equal(sent.at(-1), '2 FAILED')
})

test.run()
