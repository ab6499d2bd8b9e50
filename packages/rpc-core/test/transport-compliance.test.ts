import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { MemoryTransport, TcpTransport } from '../src/index.js'
import { transportCompliance } from '../src/compliance/index.js'

const tcp = suite('transport: tcp')
transportCompliance({
  test: tcp,
  assert,
  factory: async () => ({ transport: new TcpTransport(), host: '127.0.0.1' }),
})
tcp.run()

for (const maxDelayTurns of [0, 5]) {
  const memory = suite(`transport: memory, chunks delayed by up to ${maxDelayTurns} turns`)
  transportCompliance({
    test: memory,
    assert,
    factory: async () => ({
      transport: new MemoryTransport({ seed: 7, maxDelayTurns }),
      host: 'memory',
    }),
  })
  memory.run()
}
