import { SparkConf, SparkContext } from 'firesteel'

const sc = new SparkContext(new SparkConf().setAppName('first result'))
console.log(
  (
    await sc
      .parallelize([1, 2, 3, 4], 2)
      .map((x) => x * 2)
      .collect()
  ).join(),
)
await sc.stop()
