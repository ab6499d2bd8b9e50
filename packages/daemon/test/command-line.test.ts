import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { type DaemonCommand, type DaemonFlags, parseArguments } from '../src/index.js'

const test = suite('daemon: command line')

const plain: DaemonCommand = { name: 'plain', about: 'A daemon.', port: 7, webUiPort: 8 }
const special: DaemonCommand = {
  ...plain,
  name: 'special',
  argument: ['where', 'what it means'],
  flags: [['-c, --cores <number>', 'cores to give']],
  port: 0,
}

test('reads every flag as it was written, and repeats of --conf in their order', () => {
  const line =
    '-h here -i there -p 1 --webui-port 2 --properties-file f --secret-file s ' +
    '--log-format json --log-level warn --conf a=b --conf c=d=e'
  assert.equal(parseArguments(plain, line.split(' ')), {
    kind: 'run',
    words: [],
    flags: {
      host: 'here',
      ip: 'there',
      port: '1',
      webuiPort: '2',
      propertiesFile: 'f',
      secretFile: 's',
      logFormat: 'json',
      logLevel: 'warn',
      conf: ['a=b', 'c=d=e'],
    },
  })
})

test('without flags, --conf was given no time', () => {
  assert.equal(parseArguments(plain, []), { kind: 'run', words: [], flags: { conf: [] } })
})

test('a daemon adds flags of its own and a word', () => {
  interface Flags extends DaemonFlags {
    readonly cores?: string
  }
  const given = parseArguments<Flags>(special, ['-c', '3', 'there'])
  if (given.kind !== 'run') throw new Error(given.kind)
  assert.equal([given.flags.cores, given.words], ['3', ['there']])
})

test('help shows what the daemon is, its flags, those of every daemon, and the defaults', () => {
  const given = parseArguments(special, ['--help'])
  if (given.kind !== 'help') throw new Error(given.kind)
  assert.match(given.text, /^Usage: special \[options\] <where>\n\nA daemon\.\n/)
  for (const shown of [
    '--cores <number>',
    '--host <host>',
    '--ip <host>',
    'port to listen at (any)',
    'web page (8)',
    '--properties-file <file>',
    '--conf <name=value>',
    '--secret-file <file>',
    '--log-format <format>',
    '"debug"',
  ]) {
    assert.ok(given.text.includes(shown), `${shown} in ${given.text}`)
  }
})

for (const [command, argv, message] of [
  [plain, ['--nope'], "unknown option '--nope'"],
  [plain, ['stray'], 'too many arguments. Expected 0 arguments but got 1.'],
  [plain, ['-p'], "option '-p, --port <port>' argument missing"],
  [special, [], "missing required argument 'where'"],
] as const) {
  test(`'${argv.join(' ')}' to '${command.name}' is a usage error of one line`, () => {
    assert.equal(parseArguments(command, argv), { kind: 'usage', message })
  })
}

test.run()
