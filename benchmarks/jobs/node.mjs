// The jobs as a Node programmer writes them in one thread: node node.mjs JOB - [FILE]
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

const [job, , file] = process.argv.slice(2)
const h1 = (i) => Math.imul(i, 0x9e3779b1) >>> 0
const h2 = (i) => (Math.imul(i, 0x85ebca77) + 374761393) >>> 0

const jobs = {
  start: () => [].length,

  range() {
    let count = 0
    for (let i = 0; i < 50_000_000; i++) {
      const value = i * 3 + 1
      if (value % 7 === 0) count++
    }
    return count
  },

  pi() {
    let inside = 0
    for (let i = 0; i < 20_000_000; i++) {
      const x = h1(i) / 2 ** 32
      const y = h2(i) / 2 ** 32
      if (x * x + y * y <= 1) inside++
    }
    return inside
  },

  async 'word-count'() {
    const counts = new Map()
    for await (const line of createInterface({ input: createReadStream(file) })) {
      for (const word of line.split(' ')) counts.set(word, (counts.get(word) ?? 0) + 1)
    }
    let [total, most] = [0, 0]
    for (const count of counts.values()) {
      total += count
      most = Math.max(most, count)
    }
    return `${counts.size} ${total} ${most}`
  },

  'reduce-by-key'() {
    const sums = new Map()
    for (let i = 0; i < 10_000_000; i++) {
      const key = h1(i) % 1_000_000
      sums.set(key, (sums.get(key) ?? 0) + (i % 1_000))
    }
    let checksum = 0
    for (const [key, sum] of sums) checksum += (key % 97) * (sum % 89)
    return checksum
  },

  sort() {
    const records = Array.from({ length: 5_000_000 }, (_, i) => [h1(i), i])
    records.sort((a, b) => a[0] - b[0])
    return records.reduce((sum, [, i], place) => sum + place * (i % 10), 0)
  },

  join() {
    const left = new Map()
    for (let i = 0; i < 1_000_000; i++) left.set((i * 7_919) % 1_000_000, i)
    let checksum = 0
    for (let i = 0; i < 1_000_000; i++) {
      const a = left.get((i * 104_729) % 1_000_000)
      if (a !== undefined) checksum += (a % 1_000) * ((i * 2) % 1_000)
    }
    return checksum
  },

  'k-means'() {
    const points = Array.from({ length: 1_000_000 }, (_, i) => [h1(i) / 2 ** 32, h2(i) / 2 ** 32])
    let centers = points.slice(0, 10)
    for (let iteration = 0; iteration < 10; iteration++) {
      const sums = centers.map(() => [0, 0, 0])
      for (const [x, y] of points) {
        let [nearest, least] = [0, Infinity]
        for (let c = 0; c < centers.length; c++) {
          const dx = x - centers[c][0]
          const dy = y - centers[c][1]
          const distance = dx * dx + dy * dy
          if (distance < least) [nearest, least] = [c, distance]
        }
        const sum = sums[nearest]
        sum[0] += x
        sum[1] += y
        sum[2]++
      }
      centers = sums.map(([x, y, n], c) => (n === 0 ? centers[c] : [x / n, y / n]))
    }
    return centers.reduce((sum, [x, y]) => sum + x + 2 * y, 0).toFixed(4)
  },

  'page-rank'() {
    const links = new Map()
    for (let i = 0; i < 1_000_000; i++) {
      const from = h1(i) % 100_000
      const targets = links.get(from)
      if (targets === undefined) links.set(from, [h2(i) % 100_000])
      else targets.push(h2(i) % 100_000)
    }
    let ranks = new Map([...links.keys()].map((page) => [page, 1]))
    for (let iteration = 0; iteration < 10; iteration++) {
      const sums = new Map()
      for (const [page, targets] of links) {
        const rank = ranks.get(page)
        if (rank === undefined) continue
        for (const to of targets) sums.set(to, (sums.get(to) ?? 0) + rank / targets.length)
      }
      ranks = new Map([...sums].map(([page, sum]) => [page, 0.15 + 0.85 * sum]))
    }
    let total = 0
    for (const [page, rank] of ranks) total += rank * (page % 7)
    return total.toFixed(2)
  },
}
console.log(String(await jobs[job]()))
