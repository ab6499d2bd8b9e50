// The word count of example 02 on local-cluster[2,1,1024]: real Master, Worker and executor processes,
// started by the program and gone with it. main.ts [PATH…]
import { SparkConf, SparkContext } from 'firesteel'

const novels = new URL('../data/austen-novels.txt', import.meta.url).pathname
const paths = process.argv.length > 2 ? process.argv.slice(2) : [novels]

const conf = new SparkConf().setMaster('local-cluster[2,1,1024]').setAppName('word count')
await using sc = new SparkContext(conf)

const counts = sc
  .union(paths.map((path) => sc.textFile(path)))
  .flatMap((line) => line.toLowerCase().match(/\p{L}+(?:'\p{L}+)*/gu) ?? [])
  .map((word) => [word, 1])
  .reduceByKey((a, b) => a + b)
  .cache()

const words = await counts.count()
const total = await counts.values().sum()
const frequent = await counts.sortBy(([word, count]) => [-count, word]).take(10)

console.log(`${total} words, ${words} different; the most frequent:`)
for (const [word, count] of frequent) console.log(`${String(count).padStart(8)} ${word}`)
