import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import * as z from 'zod/mini'
import {
  endpointRef,
  type EndpointRef,
  type Handlers,
  isEndpointRef,
  message,
  request,
  RpcEnv,
} from '../src/index.js'

const test = suite('types')

const Greet = message('Greet', z.object({ name: z.string() }))
const Add = request('Add', z.object({ a: z.number(), b: z.number() }), z.number())
const Other = message('Other', z.object({ name: z.string() }))
const AdderProtocol = { Greet, Add } as const
const OtherProtocol = { Other } as const

type Adder = EndpointRef<typeof AdderProtocol>

/** Never called: what matters is what the compiler says of it. */
export function refused(ref: Adder, other: EndpointRef<typeof OtherProtocol>): void {
  ref.send(Greet, { name: 'a' })
  void ref.ask(Add, { a: 1, b: 2 }).then((sum: number) => sum)
  // @ts-expect-error a message that the endpoint does not accept
  ref.send(Other, { name: 'a' })
  // @ts-expect-error a question is not sent
  ref.send(Add, { a: 1, b: 2 })
  // @ts-expect-error a message is not asked
  void ref.ask(Greet, { name: 'a' })
  // @ts-expect-error a wrong field
  ref.send(Greet, { name: 1 })
  // @ts-expect-error a missing field
  void ref.ask(Add, { a: 1 })
  // @ts-expect-error a wrong type of answer
  void ref.ask(Add, { a: 1, b: 2 }).then((sum: string) => sum)
  // @ts-expect-error a reference to another protocol
  const wrong: Adder = other
  const narrower: EndpointRef<{ readonly Greet: typeof Greet }> = ref
  void [wrong, narrower]
}

/** Never called either. */
export function handlers(): Handlers<typeof AdderProtocol>[] {
  // @ts-expect-error a handler is missing
  const missing: Handlers<typeof AdderProtocol> = { Greet: () => {} }
  // @ts-expect-error a wrong answer
  const mistaken: Handlers<typeof AdderProtocol> = { Greet: () => {}, Add: () => 'three' }
  return [missing, mistaken, { Greet: ({ name }) => void name, Add: async ({ a, b }) => a + b }]
}

test('a schema for references takes references only', async () => {
  const env = await RpcEnv.create({ name: 'env', clientMode: true })
  const ref = env.setupEndpoint('adder', {
    protocol: AdderProtocol,
    handlers: { Greet: () => {}, Add: ({ a, b }) => a + b },
  })
  const schema = endpointRef<typeof AdderProtocol>()
  assert.equal(schema['~standard'].validate(ref), { value: ref })
  assert.ok('issues' in schema['~standard'].validate({ address: null, name: 'adder' }))
  const inZod = z.object({ who: z.custom<Adder>(isEndpointRef) })
  assert.is(inZod.parse({ who: ref }).who, ref)
  assert.throws(() => inZod.parse({ who: 'adder' }))
  assert.is(await ref.ask(Add, { a: 1, b: 2 }), 3)
  await env.shutdown()
})

test.run()
