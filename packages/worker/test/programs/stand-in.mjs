// Stands in for an executor: does what its first argument says.
import { spawn } from 'node:child_process'
import { Socket } from 'node:net'

const [how, ...rest] = process.argv.slice(2)
const stay = () => setInterval(() => {}, 1_000)

if (how === 'exit') {
  console.log(`out of ${process.cwd()}`)
  console.error(`err ${process.env.GREETING}`)
  process.exit(Number(rest[0]))
}
if (how === 'stay') console.log('here', stay() !== undefined)
if (how === 'stubborn') {
  process.on('SIGTERM', () => console.log('no'))
  stay()
  console.log('here')
}
if (how === 'parent' || how === 'leave') {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  console.log(`child ${child.pid}`)
  if (how === 'leave') child.unref()
  else stay()
}
if (how === 'lifeline') {
  stay()
  new Socket({ fd: Number(process.env.FIRESTEEL_LIFELINE_FD) })
    .on('end', () => process.exit(9))
    .resume()
  console.log('here')
}
