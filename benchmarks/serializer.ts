// ns per record of encoding and decoding, next to v8.serialize; the best of many runs.
//   node --conditions=@firesteel/source --import tsx benchmarks/serializer.ts
import v8 from 'node:v8'
import { Serializer, decodePairs, encodePairs } from '@firesteel/serializer'

const RECORDS = 1_024
const MIN_MS = 300

function nsPer(count: number, run: () => unknown): number {
  for (let i = 0; i < 50; i++) run()
  const times: number[] = []
  for (const end = performance.now() + MIN_MS; performance.now() < end; ) {
    const start = process.hrtime.bigint()
    run()
    times.push(Number(process.hrtime.bigint() - start) / count)
  }
  times.sort((a, b) => a - b)
  return times[0] ?? Number.NaN
}

const random = (seed: number) => () => (seed = (seed * 48_271) % 0x7fffffff) / 0x7fffffff
const next = random(7)
const word = () => Math.floor(next() * 36 ** 6).toString(36)
const uuid = () => `${word()}${word()}-${word()}-${word()}${word()}`
const make = <T>(item: () => T): T[] => Array.from({ length: RECORDS }, item)

const kinds: Record<string, readonly [unknown[], unknown[]]> = {
  'word → int': [make(word), make(() => Math.floor(next() * 100))],
  'int → float': [make(() => Math.floor(next() * 2 ** 31)), make(next)],
  'string → uuid-like': [make(word), make(uuid)],
  'string → object': [
    make(word),
    make(() => ({ id: Math.floor(next() * 1e6), name: word(), score: next(), ok: next() < 0.5 })),
  ],
  'string → nested object': [
    make(word),
    make(() => ({ id: Math.floor(next() * 1e6), tags: [word(), word()], at: { x: next(), y: 1 } })),
  ],
}

const serializer = new Serializer()
const rows: Record<string, Record<string, number>> = {}
const line = (
  name: string,
  count: number,
  bytes: number,
  encode: () => unknown,
  decode: () => unknown,
) => {
  rows[name] = {
    'encode ns': Math.round(nsPer(count, encode)),
    'decode ns': Math.round(nsPer(count, decode)),
    bytes: Math.round((bytes / count) * 10) / 10,
  }
}
for (const [name, [keys, values]] of Object.entries(kinds)) {
  const encode = () => encodePairs(keys, values, 0, RECORDS, undefined, serializer)
  const batch = encode()
  line(name, RECORDS, batch.length, encode, () => decodePairs(batch, 0, serializer))
  const pairs = keys.map((key, i) => [key, values[i]])
  const native = v8.serialize(pairs)
  line(
    `${name} (v8)`,
    RECORDS,
    native.length,
    () => v8.serialize(pairs),
    () => v8.deserialize(native),
  )
}

const message = { type: 'Frame', id: 12, payload: new Uint8Array(100) }
const LOOP = 1_000
const repeat = (run: () => unknown) => () => {
  for (let i = 0; i < LOOP; i++) run()
}
const bytes = serializer.serialize(message)
line(
  'a message with 100 bytes',
  LOOP,
  bytes.length * LOOP,
  repeat(() => serializer.serialize(message)),
  repeat(() => serializer.deserialize(bytes)),
)
const viewing = new Serializer({ viewBytes: true })
line(
  'a message with 100 bytes, as a view',
  LOOP,
  bytes.length * LOOP,
  repeat(() => viewing.serialize(message)),
  repeat(() => viewing.deserialize(bytes)),
)
const native = v8.serialize(message)
line(
  'a message with 100 bytes (v8)',
  LOOP,
  native.length * LOOP,
  repeat(() => v8.serialize(message)),
  repeat(() => v8.deserialize(native)),
)
console.table(rows)
