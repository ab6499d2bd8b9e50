// The jobs on skale with two local workers: node skale.mjs JOB - FILE DIRECTORY_OF_SKALE
// Its closures capture nothing: what they need is written out, or comes in through the argument object.
import { createRequire } from 'node:module'
import { join } from 'node:path'

const [job, , file, peers] = process.argv.slice(2)
const skale = createRequire(join(peers, 'noop.js'))('skale')
const sc = skale.context()
const run = (source, action, ...args) =>
  new Promise((resolve, reject) => {
    source[action](...args, (error, value) => (error ? reject(error) : resolve(value)))
  })
const both = (a, b) => a + b

const jobs = {
  start: () => run(sc.range(0, 0, 1, 2), 'count'),
  range: () =>
    run(
      sc
        .range(0, 50_000_000)
        .map((i) => i * 3 + 1)
        .filter((i) => i % 7 === 0),
      'count',
    ),
  pi: () =>
    run(
      sc.range(0, 20_000_000).filter((i) => {
        const x = (Math.imul(i, 0x9e3779b1) >>> 0) / 2 ** 32
        const y = ((Math.imul(i, 0x85ebca77) + 374761393) >>> 0) / 2 ** 32
        return x * x + y * y <= 1
      }),
      'count',
    ),
  async 'word-count'() {
    const counts = sc
      .textFile(file)
      .flatMap((line) => line.split(' '))
      .map((word) => [word, 1])
      .reduceByKey(both, 0)
    const add = ([d, t, m], [, n]) => [d + 1, t + n, Math.max(m, n)]
    const merge = (a, b) => [a[0] + b[0], a[1] + b[1], Math.max(a[2], b[2])]
    return (await run(counts, 'aggregate', add, merge, [0, 0, 0])).join(' ')
  },
  'reduce-by-key': () =>
    run(
      sc
        .range(0, 10_000_000)
        .map((i) => [(Math.imul(i, 0x9e3779b1) >>> 0) % 1_000_000, i % 1_000])
        .reduceByKey(both, 0)
        .map(([key, sum]) => (key % 97) * (sum % 89)),
      'reduce',
      both,
      0,
    ),
  async sort() {
    const records = await run(
      sc
        .range(0, 5_000_000)
        .map((i) => [Math.imul(i, 0x9e3779b1) >>> 0, i])
        .sortBy((record) => record[0]),
      'collect',
    )
    return records.reduce((sum, [, i], place) => sum + place * (i % 10), 0)
  },
  join() {
    const left = sc.range(0, 1_000_000).map((i) => [(i * 7_919) % 1_000_000, i])
    const right = sc.range(0, 1_000_000).map((i) => [(i * 104_729) % 1_000_000, i * 2])
    return run(
      left.join(right).map(([, [a, b]]) => (a % 1_000) * (b % 1_000)),
      'reduce',
      both,
      0,
    )
  },
  async 'k-means'() {
    const points = sc
      .range(0, 1_000_000)
      .map((i) => [
        (Math.imul(i, 0x9e3779b1) >>> 0) / 2 ** 32,
        ((Math.imul(i, 0x85ebca77) + 374761393) >>> 0) / 2 ** 32,
      ])
      .persist()
    let centers = await run(points, 'take', 10)
    for (let iteration = 0; iteration < 10; iteration++) {
      const nearest = ([x, y], { around }) => {
        let best = 0
        let least = Infinity
        for (let c = 0; c < around.length; c++) {
          const dx = x - around[c][0]
          const dy = y - around[c][1]
          const distance = dx * dx + dy * dy
          if (distance < least) {
            best = c
            least = distance
          }
        }
        return [best, [x, y, 1]]
      }
      const sums = await run(
        points
          .map(nearest, { around: centers })
          .reduceByKey((a, b) => [a[0] + b[0], a[1] + b[1], a[2] + b[2]], [0, 0, 0]),
        'collect',
      )
      centers = [...centers]
      for (const [c, [x, y, n]] of sums) centers[c] = [x / n, y / n]
    }
    return centers.reduce((sum, [x, y]) => sum + x + 2 * y, 0).toFixed(4)
  },
  async 'page-rank'() {
    const links = sc
      .range(0, 1_000_000)
      .map((i) => [
        (Math.imul(i, 0x9e3779b1) >>> 0) % 100_000,
        ((Math.imul(i, 0x85ebca77) + 374761393) >>> 0) % 100_000,
      ])
      .groupByKey()
      .persist()
    let ranks = links.mapValues(() => 1)
    for (let iteration = 0; iteration < 10; iteration++) {
      ranks = links
        .join(ranks)
        .flatMap(([, [targets, rank]]) => targets.map((to) => [to, rank / targets.length]))
        .reduceByKey(both, 0)
        .mapValues((sum) => 0.15 + 0.85 * sum)
    }
    const total = await run(
      ranks.map(([page, rank]) => rank * (page % 7)),
      'reduce',
      both,
      0,
    )
    return total.toFixed(2)
  },
  async latency() {
    const times = []
    for (let count = 0; count < 60; count++) {
      const started = performance.now()
      await run(sc.range(0, 0, 1, 2), 'count')
      if (count >= 10) times.push(performance.now() - started)
    }
    console.log(`# p50_ms ${times.sort((a, b) => a - b)[25].toFixed(3)}`)
    return 'done'
  },
}
console.log(String(await jobs[job]()))
sc.end()
