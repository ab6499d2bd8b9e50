import type { RpcAddress } from '../address.js'
import type { EndpointRef } from '../endpoint-ref.js'
import { DEFERRED, type RpcEndpoint } from '../endpoint.js'
import type { RpcEnvOptions } from '../rpc-env-options.js'
import type { RpcEnv } from '../rpc-env.js'
import { Echo, EchoProtocol, Fail, Introduce, Never, Note, NoteProtocol } from './endpoints.js'
import { type ComplianceTools, eventually, failureOf, someTurns } from './tools.js'

/** Makes environments that can reach each other; what the suite asks for comes on top. */
export interface EnvFactory {
  create(options: Partial<RpcEnvOptions> & { readonly name: string }): Promise<RpcEnv>
  /** Breaks every connection that is open, as a network does; where this is missing, its tests are left out. */
  breakConnections?(): void
}

/** What runs the suite, and what makes the environments of each test. */
export interface RpcEnvCompliance extends ComplianceTools {
  readonly factory: () => EnvFactory
}

/** An endpoint that answers and writes down what happens to it. */
class Recorder implements RpcEndpoint<typeof EchoProtocol> {
  readonly protocol = EchoProtocol
  readonly notes: string[] = []
  readonly life: string[] = []
  readonly connected: string[] = []
  readonly disconnected: string[] = []
  readonly networkErrors: Error[] = []
  readonly errors: Error[] = []
  readonly senders: RpcAddress[] = []
  readonly handlers: RpcEndpoint<typeof EchoProtocol>['handlers'] = {
    Note: (note, from) => {
      this.senders.push(from.senderAddress)
      if (note === 'throw') throw new Error('told to')
      this.notes.push(note)
    },
    Echo: (value, call) => {
      this.senders.push(call.senderAddress)
      return value
    },
    Fail: (why) => {
      throw Object.assign(new TypeError(why), { extra: 1 })
    },
    Never: () => DEFERRED,
    Introduce: (whom) => {
      whom.send(Note, 'nice to meet you')
      return whom.uri
    },
  }

  onStart(): void {
    this.life.push('start')
  }
  onStop(): void {
    this.life.push('stop')
  }
  onConnected(remote: RpcAddress): void {
    this.connected.push(remote.hostPort)
  }
  onDisconnected(remote: RpcAddress): void {
    this.disconnected.push(remote.hostPort)
  }
  onNetworkError(error: Error): void {
    this.networkErrors.push(error)
  }
  onError(error: Error): void {
    this.errors.push(error)
  }
}

/** Declares the tests of Spark's RpcEnvSuite and NettyRpcEnvSuite, and those of what goes beyond. */
export function rpcEnvCompliance({ test, assert, factory }: RpcEnvCompliance): void {
  const within = (name: string, body: (make: Make, factory: EnvFactory) => Promise<void>): void =>
    test(name, async () => {
      const made: RpcEnv[] = []
      const envs = factory()
      const make: Make = async (options) => {
        const env = await envs.create(options)
        made.push(env)
        return env
      }
      try {
        await body(make, envs)
      } finally {
        for (const env of made.reverse()) await env.shutdown()
      }
    })

  /** The same test with the endpoint in this environment and in another one. */
  const nearAndFar = (name: string, body: (given: Given) => Promise<void>): void => {
    for (const where of ['locally', 'remotely'] as const) {
      within(`${name}, ${where}`, async (make) => {
        const server = await make({ name: 'server' })
        const recorder = new Recorder()
        const own = server.setupEndpoint('recorder', recorder)
        const env = where === 'locally' ? server : await make({ name: 'client', clientMode: true })
        const ref =
          where === 'locally'
            ? own
            : await env.lookup(server.address as RpcAddress, 'recorder', EchoProtocol)
        await body({ env, server, recorder, ref, make })
      })
    }
  }

  nearAndFar('a message is delivered', async ({ recorder, ref }) => {
    ref.send(Note, 'hello')
    await eventually('hello', () => recorder.notes.join() === 'hello')
  })

  nearAndFar('messages keep their order', async ({ recorder, ref }) => {
    const sent = Array.from({ length: 3_000 }, (_, index) => `${index}`)
    for (const note of sent) ref.send(Note, note)
    await ref.ask(Echo, 'all here')
    assert.equal(recorder.notes.join(), sent.join())
  })

  nearAndFar('an ask is answered', async ({ ref }) => {
    assert.equal(await ref.ask(Echo, 'hello'), 'hello')
  })

  nearAndFar('answers find their asks', async ({ ref }) => {
    const answers = await Promise.all(
      Array.from({ length: 500 }, (_, index) => ref.ask(Echo, index)),
    )
    assert.equal(answers.join(), Array.from({ length: 500 }, (_, index) => index).join())
  })

  nearAndFar('values keep their types on the way', async ({ ref }) => {
    const value = {
      map: new Map([['a', 1n]]),
      set: new Set([1]),
      date: new Date(5),
      bytes: new Uint8Array([1, 2, 3]),
    }
    const back = (await ref.ask(Echo, value)) as typeof value
    assert.equal(back.map.get('a'), 1n)
    assert.ok(back.set.has(1))
    assert.equal(back.date.getTime(), 5)
    assert.equal(back.bytes.join(), '1,2,3')
    assert.equal(((await ref.ask(Echo, new Uint8Array([7, 8]))) as Uint8Array).join(), '7,8')
    assert.equal(await ref.ask(Echo, undefined), undefined)
    assert.equal(await ref.ask(Echo, null), null)
  })

  nearAndFar(
    'a handler that throws rejects the ask and tells onError',
    async ({ recorder, ref }) => {
      const error = await failureOf(ref.ask(Fail, 'on purpose'))
      assert.equal(error.message, 'on purpose')
      assert.equal(error.name, 'TypeError')
      await eventually('onError', () => recorder.errors.length === 1)
      assert.equal(recorder.errors[0]?.message, 'on purpose')
      assert.equal(await ref.ask(Echo, 'still here'), 'still here')
    },
  )

  nearAndFar('an ask without an answer ends in time and names its setting', async ({ ref }) => {
    const how = { timeoutMs: 20, timeoutSetting: 'spark.some.timeout' }
    const error = await failureOf(ref.ask(Never, '', how))
    assert.equal(error.code, 'RPC_ASK_TIMEOUT')
    assert.ok(error.message.includes('Cannot receive any reply from'), error.message)
    assert.ok(error.message.includes('in 20 ms'), error.message)
    assert.ok(error.message.includes('controlled by spark.some.timeout'), error.message)
  })

  nearAndFar('an ask can be aborted', async ({ ref }) => {
    const ask = ref.askAbortable(Never, '')
    ask.abort(new Error('changed my mind'))
    assert.equal((await failureOf(ask.reply)).message, 'changed my mind')
  })

  nearAndFar('a reference survives being sent', async ({ env, ref, recorder }) => {
    const own = new Recorder()
    const self = env.setupEndpoint('self', own)
    const theirName = await ref.ask(Introduce, self as EndpointRef<typeof NoteProtocol>)
    assert.equal(theirName, self.uri)
    await eventually('the note came back', () => own.notes.join() === 'nice to meet you')
    const same = (await ref.ask(Echo, self)) as typeof self
    assert.ok(same.equals(self), 'it equals the one that was sent')
    assert.ok(!same.equals(ref))
    assert.equal(recorder.errors.length, 0)
  })

  nearAndFar('a message of the wrong kind is refused', async ({ ref }) => {
    const stranger = { kind: 'ask', name: 'Stranger', schema: Echo.schema, reply: Echo.reply }
    const error = await failureOf(ref.ask(stranger as never, 'x' as never))
    assert.equal(error.code, 'RPC_UNKNOWN_MESSAGE')
    assert.ok(error.message.includes('Stranger'), error.message)
    assert.ok(error.message.includes('accepts Note, Echo'), error.message)
    ref.send(stranger as never, 'x' as never)
    assert.equal(await ref.ask(Echo, 1), 1)
  })

  nearAndFar('the sender is known', async ({ server, env, ref, recorder }) => {
    await ref.ask(Echo, 1)
    const sender = recorder.senders[0] as RpcAddress
    if (env === server) assert.equal(sender.hostPort, server.address?.hostPort)
    else assert.ok(sender.port > 0)
  })

  within('a payload that its schema refuses rejects the ask and names the field', async (make) => {
    const server = await make({ name: 'server' })
    const recorder = new Recorder()
    server.setupEndpoint('recorder', recorder)
    const client = await make({ name: 'client', clientMode: true })
    const ref = client.refFor<typeof EchoProtocol>(server.address as RpcAddress, 'recorder')
    const error = await failureOf(ref.ask(Fail, 5 as never))
    assert.equal(error.code, 'RPC_INVALID_MESSAGE')
    assert.ok(error.message.includes('Fail'), error.message)
    assert.ok(error.message.includes('expected string, found number 5'), error.message)
    ref.send(Note, 5 as never)
    assert.equal(await ref.ask(Echo, 'unharmed'), 'unharmed')
    assert.equal(recorder.notes.length, 0)
  })

  within('onStart comes first and onStop last', async (make) => {
    const env = await make({ name: 'env' })
    const recorder = new Recorder()
    const life = recorder.life
    const ref = env.setupEndpoint('recorder', {
      protocol: NoteProtocol,
      onStart: () => recorder.onStart(),
      onStop: () => recorder.onStop(),
      handlers: { Note: (note) => void life.push(note) },
    })
    ref.send(Note, 'a')
    ref.send(Note, 'b')
    env.stop(ref)
    env.stop(ref)
    ref.send(Note, 'too late')
    await eventually('stopped', () => life.includes('stop'))
    await someTurns(5)
    assert.equal(life.join(), 'start,a,b,stop')
  })

  within('an ask to a stopped endpoint rejects', async (make) => {
    const env = await make({ name: 'env' })
    const ref = env.setupEndpoint('recorder', new Recorder())
    env.stop(ref)
    assert.equal((await failureOf(ref.ask(Echo, 1))).code, 'RPC_ENDPOINT_NOT_FOUND')
  })

  within('failures in onStart and onStop go to onError', async (make) => {
    const env = await make({ name: 'env' })
    const errors: string[] = []
    const ref = env.setupEndpoint('failing', {
      protocol: NoteProtocol,
      handlers: { Note: (note) => void errors.push(note) },
      onStart: () => {
        throw new Error('in onStart')
      },
      onStop: () => Promise.reject(new Error('in onStop')),
      onError: (error) => {
        errors.push(error.message)
        throw new Error('in onError, ignored')
      },
    })
    ref.send(Note, 'goes on')
    env.stop(ref)
    await eventually('all', () => errors.length === 3)
    assert.equal(errors.join(), 'in onStart,goes on,in onStop')
  })

  within('onStart gets a reference that works', async (make) => {
    const env = await make({ name: 'env' })
    const notes: string[] = []
    env.setupEndpoint('self', {
      protocol: NoteProtocol,
      handlers: { Note: (note) => void notes.push(note) },
      onStart: (self) => self.send(Note, 'to myself'),
    })
    await eventually('the note', () => notes.join() === 'to myself')
  })

  for (const concurrent of [false, true]) {
    const promise = concurrent ? 'does not hold' : 'holds'
    within(
      `a pending handler ${promise} the inbox when concurrent is ${concurrent}`,
      async (make) => {
        const env = await make({ name: 'env' })
        let active = 0
        let most = 0
        const order: string[] = []
        const ref = env.setupEndpoint('busy', {
          protocol: NoteProtocol,
          concurrent,
          handlers: {
            Note: async (note) => {
              most = Math.max(most, ++active)
              await someTurns(3)
              active--
              order.push(note)
            },
          },
        })
        for (const note of ['a', 'b', 'c']) ref.send(Note, note)
        await eventually('all handled', () => order.length === 3)
        assert.equal(most, concurrent ? 3 : 1)
        assert.equal(order.join(), 'a,b,c')
      },
    )
  }

  within('a handler that awaits its own endpoint waits until the time-out', async (make) => {
    const env = await make({ name: 'env' })
    const ref: EndpointRef<typeof EchoProtocol> = env.setupEndpoint('self', {
      protocol: { Echo, Fail },
      handlers: {
        Fail: (text) => text,
        Echo: () => ref.ask(Fail, 'from my own handler', { timeoutMs: 20 }),
      },
    }) as EndpointRef<typeof EchoProtocol>
    assert.equal((await failureOf(ref.ask(Echo, 1))).code, 'RPC_ASK_TIMEOUT')
    assert.equal(await ref.ask(Fail, 'and goes on'), 'and goes on')
  })

  within('a name can be taken once', async (make) => {
    const env = await make({ name: 'env' })
    env.setupEndpoint('recorder', new Recorder())
    let code: unknown
    try {
      env.setupEndpoint('recorder', new Recorder())
    } catch (error) {
      code = (error as { code?: unknown }).code
    }
    assert.equal(code, 'RPC_ENDPOINT_EXISTS')
  })

  within('looking up an endpoint that is not there rejects', async (make) => {
    const server = await make({ name: 'server' })
    const client = await make({ name: 'client', clientMode: true })
    const error = await failureOf(client.lookup(server.address as RpcAddress, 'none', NoteProtocol))
    assert.equal(error.code, 'RPC_ENDPOINT_NOT_FOUND')
    assert.ok(error.message.startsWith('Cannot find endpoint: spark://none@'), error.message)
  })

  within('nobody at the address is a rejection that may be retried', async (make) => {
    const gone = await make({ name: 'gone' })
    const address = gone.address as RpcAddress
    await gone.shutdown()
    const client = await make({ name: 'client', clientMode: true })
    const error = await failureOf(client.lookup(address, 'x', NoteProtocol))
    assert.equal(error.code, 'RPC_CONNECT_FAILED')
    assert.equal((error as { retryable?: unknown }).retryable, true)
    client.refFor<typeof NoteProtocol>(address, 'x').send(Note, 'into the void')
    await someTurns(5)
  })

  within('two client-mode processes have references that differ', async (make) => {
    const server = await make({ name: 'server' })
    const seen: EndpointRef<typeof NoteProtocol>[] = []
    server.setupEndpoint('registry', {
      protocol: { Introduce } as const,
      handlers: {
        Introduce: (whom) => {
          seen.push(whom)
          return ''
        },
      },
    })
    const recorders = [new Recorder(), new Recorder()]
    for (const recorder of recorders) {
      const client = await make({ name: 'client', clientMode: true })
      const self = client.setupEndpoint('same-name', recorder)
      const to = client.refFor<{ Introduce: typeof Introduce }>(
        server.address as RpcAddress,
        'registry',
      )
      await to.ask(Introduce, self)
      await to.ask(Introduce, self)
    }
    const [first, firstAgain, second] = seen
    assert.ok(first?.equals(firstAgain))
    assert.ok(!first?.equals(second))
    second?.send(Note, 'for the second')
    await eventually('the note', () => recorders[1]?.notes.join() === 'for the second')
    assert.equal(recorders[0]?.notes.length, 0)
  })

  within('a server-mode reference works when it is passed on to a third process', async (make) => {
    const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((name) => make({ name })))
    const notes = new Recorder()
    const target = (a as RpcEnv).setupEndpoint('target', notes)
    ;(b as RpcEnv).setupEndpoint('recorder', new Recorder())
    const toB = (c as RpcEnv).refFor<typeof EchoProtocol>(b?.address as RpcAddress, 'recorder')
    const passed = (c as RpcEnv).refFor<typeof EchoProtocol>(a?.address as RpcAddress, 'target')
    assert.equal(await toB.ask(Introduce, passed), target.uri)
    await eventually('the note', () => notes.notes.join() === 'nice to meet you')
  })

  within(
    'both ends hear of a connection, and of its end at once when a process says goodbye',
    async (make) => {
      const server = await make({ name: 'server' })
      const atServer = new Recorder()
      server.setupEndpoint('recorder', atServer)
      const client = await make({ name: 'client' })
      const atClient = new Recorder()
      client.setupEndpoint('own', atClient)
      const there = server.address as RpcAddress
      await client.lookup(there, 'recorder', EchoProtocol)
      await eventually('connected', () => atClient.connected.includes(there.hostPort))
      const own = client.address?.hostPort as string
      await eventually('connected', () => atServer.connected.includes(own))
      await client.shutdown()
      await eventually('disconnected', () => atServer.disconnected.includes(own))
      assert.equal(atServer.disconnected.join(), atServer.connected.join())
      assert.equal(atClient.disconnected.length, 0, 'who shuts down hears of no disconnection')
      assert.equal(atServer.networkErrors.length, 0)
    },
  )

  within('a client in client mode is announced by its socket', async (make) => {
    const server = await make({ name: 'server' })
    const recorder = new Recorder()
    server.setupEndpoint('recorder', recorder)
    const client = await make({ name: 'client', clientMode: true })
    assert.equal(client.address, null)
    await client.lookup(server.address as RpcAddress, 'recorder', EchoProtocol)
    await eventually('connected', () => recorder.connected.length === 1)
    await client.shutdown()
    await eventually('disconnected', () => recorder.disconnected.length === 1)
    assert.equal(recorder.disconnected[0], recorder.connected[0])
  })

  within('the client hears when the server says goodbye, and its asks fail', async (make) => {
    const server = await make({ name: 'server' })
    server.setupEndpoint('recorder', new Recorder())
    const client = await make({ name: 'client', clientMode: true })
    const own = new Recorder()
    client.setupEndpoint('own', own)
    const there = server.address as RpcAddress
    const ref = await client.lookup(there, 'recorder', EchoProtocol)
    const pending = failureOf(ref.ask(Never, ''))
    await ref.ask(Echo, 1)
    await server.shutdown()
    const error = await pending
    assert.equal(error.code, 'RPC_CONNECTION_LOST')
    assert.equal((error as { retryable?: unknown }).retryable, true)
    await eventually('disconnected', () => own.disconnected.join() === there.hostPort)
  })

  within('a port that is taken moves to the next, up to spark.port.maxRetries', async (make) => {
    const first = await make({ name: 'first' })
    const { port } = first.address as RpcAddress
    const second = await make({ name: 'second', port })
    assert.ok((second.address as RpcAddress).port > port)
    const conf = { portMaxRetries: 0 }
    const error = await failureOf(make({ name: 'third', port, conf }))
    assert.equal(error.code, 'RPC_BIND')
    assert.ok(error.message.includes('spark.port.maxRetries'), error.message)
  })

  within('the advertised host is the one that references carry', async (make) => {
    const env = await make({ name: 'env', advertiseHost: 'example.test' })
    assert.equal(env.address?.host, 'example.test')
    const ref = env.setupEndpoint('recorder', new Recorder())
    assert.equal(ref.uri, `spark://recorder@example.test:${env.address?.port}`)
    assert.equal(await ref.ask(Echo, 'local all the same'), 'local all the same')
  })

  within('after shutdown asks reject and registering throws', async (make) => {
    const env = await make({ name: 'env' })
    const ref = env.setupEndpoint('recorder', new Recorder())
    let terminated = false
    void env.awaitTermination().then(() => {
      terminated = true
    })
    await env.shutdown()
    await env.shutdown()
    await eventually('terminated', () => terminated)
    ref.send(Note, 'dropped')
    assert.equal((await failureOf(ref.ask(Echo, 1))).code, 'RPC_ENV_STOPPED')
    let code: unknown
    try {
      env.setupEndpoint('late', new Recorder())
    } catch (error) {
      code = (error as { code?: unknown }).code
    }
    assert.equal(code, 'RPC_ENV_STOPPED')
  })

  within('an answer that cannot be serialised is a failure, no hang', async (make) => {
    const server = await make({ name: 'server' })
    server.setupEndpoint('strange', {
      protocol: { Echo } as const,
      handlers: { Echo: () => () => 'a function' },
    })
    const client = await make({ name: 'client', clientMode: true })
    const ref = client.refFor<{ Echo: typeof Echo }>(server.address as RpcAddress, 'strange')
    const error = await failureOf(ref.ask(Echo, 1))
    assert.equal(error.code, 'NOT_SERIALIZABLE')
    const late = await failureOf(ref.ask(Echo, () => 'a function'))
    assert.equal(late.code, 'NOT_SERIALIZABLE')
  })

  within('bodies of megabytes arrive whole', async (make) => {
    const server = await make({ name: 'server' })
    server.setupEndpoint('recorder', new Recorder())
    const client = await make({ name: 'client', clientMode: true })
    const ref = client.refFor<typeof EchoProtocol>(server.address as RpcAddress, 'recorder')
    const big = new Uint8Array(6 * 1024 * 1024).map((_, index) => index % 251)
    const backs = (await Promise.all([1, 2, 3].map(() => ref.ask(Echo, big)))) as Uint8Array[]
    for (const back of backs) assert.ok(Buffer.compare(back, big) === 0)
  })

  within('streams are fetched whole, and a missing one rejects', async (make) => {
    const server = await make({ name: 'server' })
    const bytes = new Uint8Array(3 * 1024 * 1024).map((_, index) => index % 253)
    const base = server.fileServer.serve('blocks', (path) =>
      path === 'a b/1' ? { byteCount: bytes.length, open: () => bytes } : null,
    )
    const client = await make({ name: 'client', clientMode: true })
    const all = await Promise.all([1, 2, 3].map(() => client.fetchBytes(`${base}/a%20b/1`)))
    for (const one of all) assert.ok(Buffer.compare(one, bytes) === 0)
    const error = await failureOf(client.fetchBytes(`${base}/nothing`))
    assert.equal(error.code, 'RPC_STREAM_NOT_FOUND')
  })

  if (factory().breakConnections === undefined) return

  within('a broken connection that returns is no disconnection', async (make, envs) => {
    const server = await make({ name: 'server' })
    const atServer = new Recorder()
    server.setupEndpoint('recorder', atServer)
    const client = await make({ name: 'client', clientMode: true })
    const own = new Recorder()
    const self = client.setupEndpoint('own', own)
    const there = server.address as RpcAddress
    const ref = await client.lookup(there, 'recorder', EchoProtocol)
    const back = (await ref.ask(Echo, self)) as unknown
    assert.ok(self.equals(back as typeof self))
    const pending = failureOf(ref.ask(Never, ''))
    await ref.ask(Echo, 1)
    envs.breakConnections?.()
    assert.equal((await pending).code, 'RPC_CONNECTION_LOST')
    assert.equal(await ref.ask(Echo, 'again'), 'again')
    assert.equal(await ref.ask(Introduce, self as EndpointRef<typeof NoteProtocol>), self.uri)
    await eventually('the note', () => own.notes.length === 1)
    assert.equal(atServer.disconnected.length, 0)
    assert.equal(own.disconnected.length, 0)
    assert.equal(atServer.connected.length, 1, 'and it is announced once')
  })
}

type Make = (options: Partial<RpcEnvOptions> & { readonly name: string }) => Promise<RpcEnv>

interface Given {
  readonly env: RpcEnv
  readonly server: RpcEnv
  readonly recorder: Recorder
  readonly ref: EndpointRef<typeof EchoProtocol>
  readonly make: Make
}
