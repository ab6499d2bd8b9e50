import { parseArguments } from '@firesteel/daemon'
import { suite } from '@firesteel/testkit'
import * as assert from 'uvu/assert'
import { COMMAND } from '../src/args.js'

const test = suite('apps/worker: arguments')

test("reads Spark's flags and the list of Masters", () => {
  const args = parseArguments(COMMAND, [
    ...'-c 3 -m 2G -d /work -h example.org -p 7 --webui-port 8'.split(' '),
    ...'--properties-file f --log-format json --conf a=b --conf c=d spark://h:1,h:2'.split(' '),
  ])
  assert.is(args.kind, 'run')
  if (args.kind !== 'run') return
  assert.equal(args.words, ['spark://h:1,h:2'])
  assert.equal(args.flags, {
    cores: '3',
    memory: '2G',
    workDir: '/work',
    host: 'example.org',
    port: '7',
    webuiPort: '8',
    propertiesFile: 'f',
    logFormat: 'json',
    conf: ['a=b', 'c=d'],
  })
})

test('-h is the host, --help is the help', () => {
  assert.is(parseArguments(COMMAND, ['-h', 'x', 'spark://h:1']).kind, 'run')
  const help = parseArguments(COMMAND, ['--help'])
  assert.is(help.kind, 'help')
  assert.match(help.kind === 'help' ? help.text : '', /--cores <number>/)
})

for (const [argv, message] of [
  [[], /missing required argument 'masters'/],
  [['spark://h:1', 'spark://h:2'], /too many arguments/],
  [['--colour', 'spark://h:1'], /unknown option '--colour'/],
  [['spark://h:1', '--cores'], /argument missing/],
  [['--log-format', 'xml', 'spark://h:1'], /Allowed choices are pretty, json/],
] as const) {
  test(`'${argv.join(' ')}' is a usage error in one line`, () => {
    const args = parseArguments(COMMAND, argv)
    assert.is(args.kind, 'usage')
    if (args.kind !== 'usage') return
    assert.match(args.message, message)
    assert.not.match(args.message, /\n/)
  })
}

test.run()
