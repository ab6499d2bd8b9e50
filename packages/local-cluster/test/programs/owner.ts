// A program that owns a local cluster and says what it started; it ends when its standard input says so.
import { startLocalCluster } from '../../src/index.js'

const [master = '', worker = '', how = ''] = process.argv.slice(2)
const cluster = await startLocalCluster({
  workers: 2,
  coresPerWorker: 1,
  memoryPerWorkerMb: 256,
  entries: { master, worker },
})
const pids = [cluster.masterPid, ...cluster.workers.map(({ pid }) => pid)]
console.log(JSON.stringify({ pids, workDir: cluster.workDir }))
if (how === 'stop') await cluster.stop()
if (how === 'wait') process.stdin.resume()
