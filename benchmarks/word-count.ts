// Word count of 200 MB, start-up included: local[2] against one idiomatic Node thread, same checked result.
//   npm run bench -- word-count [MEGABYTES] [RUNS]
import { join } from 'node:path'
import { compare, here, keep } from './harness.js'
import { wordsFile } from './inputs.js'

const [megabytes = 200, runs = 5] = process.argv.slice(2).map(Number)
const file = wordsFile(megabytes)
const program = (name: string) => [join(here, 'programs', `${name}.mjs`), file]
const results = await compare(
  [
    { name: 'one Node thread, idiomatic', args: program('word-count-idiomatic') },
    { name: 'Firesteel local[2]', args: program('word-count-firesteel') },
  ],
  runs,
)
const peer = results.get('one Node thread, idiomatic')
const rows = [...results].map(([name, { wallMs, cpuMs, peakRssMb }]) => {
  const ratio = (mine: number, theirs = mine): string => (mine / theirs).toFixed(2)
  return `| ${name} | ${ratio(wallMs, peer?.wallMs)} | ${ratio(cpuMs, peer?.cpuMs)} | ${ratio(peakRssMb, peer?.peakRssMb)} |`
})
keep(
  'word-count',
  `npm run bench -- word-count ${megabytes} ${runs}`,
  ['| word count, 200 MB | wall | CPU | peak memory |', '| --- | --- | --- | --- |', ...rows, '']
    .join('\n')
    .replace('200 MB', `${megabytes} MB`),
  Object.fromEntries(results),
)
