import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import {
  DEPLOY_PROTOCOLS,
  describeProtocol,
  messageDocs,
  referencePages,
  transitionsText,
} from '../src/index.js'

const test = suite('deploy-messages: reference')

const docOf = messageDocs(new URL('../src/messages/', import.meta.url))

test('every message has a row and says its direction', () => {
  const page = referencePages()['docs/reference/messages.md'] ?? ''
  for (const protocol of Object.values(DEPLOY_PROTOCOLS)) {
    for (const name of Object.keys(protocol)) {
      assert.match(page, `| \`${name}\` |`)
      assert.match(
        docOf(name),
        /^(Worker|Master|AppClient|Driver client|Anybody|Scheduler backend) → /,
      )
    }
  }
})

test('a row shows the kind, the fields and the reply', () => {
  const table = describeProtocol({ KillExecutors: DEPLOY_PROTOCOLS.Master.KillExecutors }, docOf)
  assert.is(
    table.split('\n')[2],
    '| `KillExecutors` | AppClient → Master: stop these executors. False when the application is unknown. | ask | `appId` string, `executorIds` list of string | `boolean` |',
  )
})

test('the endpoint and the key of every message are its name', () => {
  for (const protocol of Object.values(DEPLOY_PROTOCOLS)) {
    for (const [key, { name }] of Object.entries(protocol)) assert.is(key, name)
  }
})

test('a table of transitions has a row and a column per state', () => {
  const text = transitionsText('Light', {
    ON: { ON: 'ignore', OFF: 'OFF' },
    OFF: { ON: 'ON', OFF: 'reject' },
  })
  assert.match(text, '| **ON** | ignore | OFF |')
  assert.match(text, '| **OFF** | ON | reject |')
})

test.run()
