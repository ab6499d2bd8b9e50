import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { request, RpcEnv } from '@firesteel/rpc-core'
import * as z from 'zod/mini'
import { UnixTransport } from './unix-transport.js'

const Double = request('Double', z.number(), z.number())
const directory = mkdtempSync(join(tmpdir(), 'firesteel-'))
const transport = new UnixTransport(directory)

const server = await RpcEnv.create({ name: 'server', transport })
server.setupEndpoint('doubler', { protocol: { Double }, handlers: { Double: (n) => 2 * n } })
const client = await RpcEnv.create({ name: 'client', transport, clientMode: true })
const doubler = await client.lookup(server.address!, 'doubler', { Double })
console.log(`twice 21 is ${await doubler.ask(Double, 21)}`)

await client.shutdown()
await server.shutdown()
rmSync(directory, { recursive: true })
