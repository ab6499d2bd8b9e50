// Asks a web service for each of many records, a few at a time, from every task slot. main.ts
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SparkConf, SparkContext, lazy } from 'firesteel'

// The service, so that the example needs no network: the length of a word, one word in five at the second try.
const refused = new Set<string>()
const server = createServer((request, response) => {
  const word = decodeURIComponent(request.url?.slice(1) ?? '')
  const isBusy = word.length % 5 === 0 && !refused.has(word)
  refused.add(word)
  response.statusCode = isBusy ? 503 : 200
  response.end(String(word.length))
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

const novels = new URL('../data/austen-novels.txt', import.meta.url).pathname
const conf = new SparkConf().setIfMissing('spark.master', 'local[2]').setAppName('async calls')
await using sc = new SparkContext(conf)

const retries = sc.longAccumulator('retries')
// Made in each slot where it is first used: a cache of what was asked for already.
const known = lazy(() => new Map<string, number>())

async function lengthOf(word: string): Promise<number> {
  const found = known.value.get(word)
  if (found !== undefined) return found
  const signal = AbortSignal.timeout(5_000)
  const answer = await fetch(`${base}/${encodeURIComponent(word)}`, { signal })
  if (answer.status === 503) {
    retries.add(1)
    return lengthOf(word)
  }
  const length = Number(await answer.text())
  known.value.set(word, length)
  return length
}

const words = sc
  .textFile(novels)
  .flatMap((line) => line.toLowerCase().match(/\p{L}+/gu) ?? [])
  .filter((word) => word.startsWith('qu'))
  .distinct(2)

const lengths = words.mapAsync(async (word) => [word, await lengthOf(word)] as const, {
  concurrency: 4,
})
const longest = await lengths.top(5, { key: ([word, length]) => [length, word] })

for (const [word, length] of longest) console.log(`${String(length).padStart(4)} ${word}`)
console.log(`${retries.value} calls were repeated`)
server.closeAllConnections()
server.close()
