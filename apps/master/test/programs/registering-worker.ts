// Registers as a worker at MASTER from PORT and prints what it hears: node registering-worker.ts MASTER PORT
import {
  MasterProtocol,
  RegisterWorker,
  WorkerProtocol,
  formatWorkerId,
} from '@firesteel/deploy-messages'
import { RpcAddress, RpcEnv } from '@firesteel/rpc-core'

const [url = '', port = '0'] = process.argv.slice(2)
const env = await RpcEnv.create({ name: 'sparkWorker', port: Number(port) })
const handlers = Object.fromEntries(
  Object.keys(WorkerProtocol).map((name) => [name, () => console.log(name)]),
)
const worker = env.setupEndpoint('Worker', {
  protocol: WorkerProtocol,
  handlers: handlers as never,
})
const address = RpcAddress.fromSparkUrl(url)
const master = await env.lookup(address, 'Master', MasterProtocol)
const bound = env.address?.port ?? 0
console.log(`listening ${bound}`)
master.send(RegisterWorker, {
  id: formatWorkerId(Date.now(), `pid-${process.pid}`, bound),
  host: '127.0.0.1',
  port: bound,
  worker,
  cores: 1,
  memory: 1_024,
  workerWebUiUrl: '',
  masterAddress: { host: address.host, port: address.port },
  resources: {},
  registrationId: `registration-${process.pid}`,
  epoch: 1,
})
