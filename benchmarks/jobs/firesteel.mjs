// The jobs on Firesteel: node firesteel.mjs JOB MASTER [FILE]
import { SparkConf, SparkContext } from 'firesteel'

const [job, master, file] = process.argv.slice(2)
const h1 = (i) => Math.imul(i, 0x9e3779b1) >>> 0
const h2 = (i) => (Math.imul(i, 0x85ebca77) + 374761393) >>> 0
const conf = new SparkConf().setMaster(master).setAppName(job)
const sc = new SparkContext(conf)

const jobs = {
  start: () => sc.parallelize([], 2).count(),

  range: () =>
    sc
      .range(50_000_000)
      .map((i) => i * 3 + 1)
      .filter((i) => i % 7 === 0)
      .count(),

  pi: () =>
    sc
      .range(20_000_000)
      .filter((i) => {
        const x = h1(i) / 2 ** 32
        const y = h2(i) / 2 ** 32
        return x * x + y * y <= 1
      })
      .count(),

  async 'word-count'() {
    const counts = sc
      .textFile(file)
      .flatMap((line) => line.split(' '))
      .map((word) => [word, 1])
      .reduceByKey((a, b) => a + b)
    const [distinct, total, most] = await counts.aggregate(
      [0, 0, 0],
      ([d, t, m], [, n]) => [d + 1, t + n, Math.max(m, n)],
      (a, b) => [a[0] + b[0], a[1] + b[1], Math.max(a[2], b[2])],
    )
    return `${distinct} ${total} ${most}`
  },

  'reduce-by-key': () =>
    sc
      .range(10_000_000)
      .map((i) => [h1(i) % 1_000_000, i % 1_000])
      .reduceByKey((a, b) => a + b)
      .map(([key, sum]) => (key % 97) * (sum % 89))
      .sum(),

  async sort() {
    const parts = await sc
      .range(5_000_000)
      .map((i) => [h1(i), i])
      .sortBy(([key]) => key)
      .mapPartitions((records) => {
        let [place, sum, weighted, last, sorted] = [0, 0, 0, -1, true]
        for (const [key, i] of records) {
          if (key < last) sorted = false
          last = key
          sum += i % 10
          weighted += place++ * (i % 10)
        }
        return [[place, sum, weighted, sorted]]
      })
      .collect()
    let [place, checksum] = [0, 0]
    for (const [count, sum, weighted, sorted] of parts) {
      if (!sorted) throw new Error('not sorted')
      checksum += weighted + place * sum
      place += count
    }
    return checksum
  },

  join() {
    const left = sc.range(1_000_000).map((i) => [(i * 7_919) % 1_000_000, i])
    const right = sc.range(1_000_000).map((i) => [(i * 104_729) % 1_000_000, i * 2])
    return left
      .join(right)
      .map(([, [a, b]]) => (a % 1_000) * (b % 1_000))
      .sum()
  },

  async 'k-means'() {
    const points = sc
      .range(1_000_000)
      .map((i) => [h1(i) / 2 ** 32, h2(i) / 2 ** 32])
      .cache()
    let centers = await points.take(10)
    for (let iteration = 0; iteration < 10; iteration++) {
      const around = centers
      const sums = await points
        .map(([x, y]) => {
          let [nearest, least] = [0, Infinity]
          for (let c = 0; c < around.length; c++) {
            const dx = x - around[c][0]
            const dy = y - around[c][1]
            const distance = dx * dx + dy * dy
            if (distance < least) [nearest, least] = [c, distance]
          }
          return [nearest, [x, y, 1]]
        })
        .reduceByKey((a, b) => [a[0] + b[0], a[1] + b[1], a[2] + b[2]])
        .collect()
      centers = [...centers]
      for (const [c, [x, y, n]] of sums) centers[c] = [x / n, y / n]
    }
    return centers.reduce((sum, [x, y]) => sum + x + 2 * y, 0).toFixed(4)
  },

  async 'page-rank'() {
    const links = sc
      .range(1_000_000)
      .map((i) => [h1(i) % 100_000, h2(i) % 100_000])
      .groupByKey()
      .cache()
    let ranks = links.mapValues(() => 1)
    for (let iteration = 0; iteration < 10; iteration++) {
      ranks = links
        .join(ranks)
        .flatMap(([, [targets, rank]]) => targets.map((to) => [to, rank / targets.length]))
        .reduceByKey((a, b) => a + b)
        .mapValues((sum) => 0.15 + 0.85 * sum)
    }
    return (await ranks.map(([page, rank]) => rank * (page % 7)).sum()).toFixed(2)
  },

  async latency() {
    const times = []
    for (let run = 0; run < 600; run++) {
      const started = performance.now()
      await sc.parallelize([], 2).count()
      times.push(performance.now() - started)
    }
    const warm = times.slice(100).sort((a, b) => a - b)
    console.log(`# p50_ms ${warm[250].toFixed(3)}`)
    return 'done'
  },

  async throughput() {
    await sc.parallelize([], 100).count()
    const started = performance.now()
    await sc.parallelize([], 10_000).count()
    console.log(`# tasks_per_s ${Math.round(10_000_000 / (performance.now() - started))}`)
    return 'done'
  },
}
await sc.ready
console.log(String(await jobs[job]()))
await sc.stop()
