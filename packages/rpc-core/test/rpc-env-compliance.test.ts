import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { type EnvFactory, rpcEnvCompliance } from '../src/compliance/index.js'
import { MemoryTransport, RpcEnv } from '../src/index.js'
import { BreakableTcp } from './breakable-tcp.js'

function overTcp(secret?: string): EnvFactory {
  const transport = new BreakableTcp()
  return {
    create: (options) => RpcEnv.create({ transport, secret, ...options }),
    breakConnections: () => transport.breakAll(),
  }
}

function overMemory(maxDelayTurns: number, secret?: string): EnvFactory {
  const transport = new MemoryTransport({ seed: 3, maxDelayTurns })
  return {
    create: (options) => RpcEnv.create({ transport, secret, ...options }),
    breakConnections: () => transport.breakAll(),
  }
}

const ways: Record<string, () => EnvFactory> = {
  'over tcp': () => overTcp(),
  'over tcp, encrypted': () => overTcp('a secret'),
  'in memory': () => overMemory(0),
  'in memory, delayed': () => overMemory(4),
  'in memory, delayed and encrypted': () => overMemory(2, 'a secret'),
}

for (const [way, factory] of Object.entries(ways)) {
  const test = suite(`rpc env ${way}`)
  rpcEnvCompliance({ test, assert, factory })
  test.run()
}
