// Counts the words of files, directories and globs: word-count.ts [PATH…]
import { SparkConf, SparkContext } from 'firesteel'

const novels = new URL('../data/austen-novels.txt', import.meta.url).pathname
const paths = process.argv.length > 2 ? process.argv.slice(2) : [novels]

// Where it runs is said by `firesteel submit --master …`; alone it takes two threads of this process.
const conf = new SparkConf().setAppName('word count').setIfMissing('spark.master', 'local[2]')
const sc = new SparkContext(conf)

const startedAt = performance.now()
const seconds = () => `${((performance.now() - startedAt) / 1_000).toFixed(2)} s`
sc.addSparkListener({
  onStageCompleted: ({ stage }) =>
    console.error(
      `stage ${stage.stageId} (${stage.name}): ${stage.numTasks} tasks, after ${seconds()}`,
    ),
})

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
await sc.stop()
