import { SparkConf, SparkContext } from 'firesteel'

const sc = new SparkContext(new SparkConf().setMaster('local[2]').setAppName('first result'))
console.log(
  (
    await sc
      .parallelize([1, 2, 3, 4])
      .map((x) => x * 2)
      .collect()
  ).join(),
)
await sc.stop()
