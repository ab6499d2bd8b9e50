// npm run bench -- rpc [ROUNDS]: messages of 100 bytes between two processes on loopback, and what others do.
import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { here, keep, median } from './harness.js'

interface Rates {
  readonly oneWay: number
  readonly ask1: number
  readonly ask64: number
}

/** How many messages each contender sends, so that each section takes about a second. */
const contenders: Readonly<Record<string, readonly [oneWay: number, ask1: number, ask64: number]>> =
  {
    'raw socket': [2_000_000, 15_000, 300_000],
    ws: [200_000, 15_000, 60_000],
    grpc: [40_000, 1_500, 4_000],
    firesteel: [2_000_000, 15_000, 300_000],
    'firesteel, encrypted': [1_000_000, 15_000, 150_000],
  }
const SECTIONS = ['oneWay', 'ask1', 'ask64'] as const
const program = join(here, 'programs/rpc-peer.mjs')

const start = (args: readonly string[]): ChildProcess => fork(program, args, { execArgv: [] })

const firstMessage = <T>(child: ChildProcess): Promise<T> =>
  new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as T))
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`a peer ended with ${code}`)))
  })

async function measure(kind: string): Promise<Rates> {
  const server = start([kind, 'server'])
  const port = await firstMessage<number>(server)
  const client = start([kind, 'client', `${port}`, ...(contenders[kind] ?? []).map(String)])
  try {
    return await firstMessage<Rates>(client)
  } finally {
    server.kill()
    client.kill()
  }
}

const [roundsText = '5', only] = process.argv.slice(2)
const names = Object.keys(contenders).filter(
  (name) => only === undefined || only.split('|').includes(name),
)
const rounds: Record<string, Rates[]> = {}
// In turns, so that whatever else the machine does hits all alike.
for (let round = 0; round < Number(roundsText); round++) {
  for (const name of names) {
    rounds[name] ??= []
    rounds[name].push(await measure(name))
    process.stderr.write('.')
  }
}
process.stderr.write('\n')

const rate = (name: string, section: (typeof SECTIONS)[number]): number =>
  median((rounds[name] ?? []).map((rates) => rates[section]))
const figures = Object.fromEntries(
  names.map((name) => [name, Object.fromEntries(SECTIONS.map((each) => [each, rate(name, each)]))]),
)
const shown = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(1))
const ratios = {
  'one-way against the raw socket (at least 0.6)':
    rate('firesteel', 'oneWay') / rate('raw socket', 'oneWay'),
  'one-way against ws (at least 5)': rate('firesteel', 'oneWay') / rate('ws', 'oneWay'),
  'ask, 64 outstanding, against ws (at least 3)': rate('firesteel', 'ask64') / rate('ws', 'ask64'),
  'ask, 1 outstanding, against ws (at least 1)': rate('firesteel', 'ask1') / rate('ws', 'ask1'),
  'encrypted against plain, one-way':
    rate('firesteel, encrypted', 'oneWay') / rate('firesteel', 'oneWay'),
  'encrypted against plain, ask, 64 outstanding':
    rate('firesteel, encrypted', 'ask64') / rate('firesteel', 'ask64'),
}
const table = [
  '| thousands of messages a second | one-way | ask, 1 outstanding | ask, 64 outstanding |',
  '|---|---|---|---|',
  ...names.map(
    (name) => `| ${name} | ${SECTIONS.map((each) => shown(rate(name, each))).join(' | ')} |`,
  ),
  '',
  '| ratio | found |',
  '|---|---|',
  ...Object.entries(ratios).map(([name, ratio]) => `| ${name} | ${ratio.toFixed(2)} |`),
  '',
].join('\n')
if (only === undefined)
  keep('rpc', `npm run bench -- rpc ${roundsText}`, table, { ...figures, ratios })
else console.log(table)
