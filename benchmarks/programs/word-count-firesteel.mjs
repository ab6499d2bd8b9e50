// The same word count on Firesteel, two slots in one process.
import { SparkConf, SparkContext } from 'firesteel'

const sc = new SparkContext(new SparkConf().setMaster('local[2]').setAppName('word count'))
const counts = sc
  .textFile(process.argv[2])
  .flatMap((line) => line.split(' '))
  .map((word) => [word, 1])
  .reduceByKey((a, b) => a + b)
const all = await counts.collect()
const top = all.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 10)
console.log(JSON.stringify([all.length, top]))
await sc.stop()
