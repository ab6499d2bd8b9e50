// The word count that a Node programmer writes first: one thread, lines from readline, a Map.
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

const counts = new Map()
for await (const line of createInterface({ input: createReadStream(process.argv[2]) })) {
  for (const word of line.split(' ')) counts.set(word, (counts.get(word) ?? 0) + 1)
}
const top = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 10)
console.log(JSON.stringify([counts.size, top]))
