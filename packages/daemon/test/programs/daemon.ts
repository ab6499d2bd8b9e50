// A daemon that does as its one word says; it says on standard output what happens to it.
import { runDaemon } from '../../src/index.js'

const code = await runDaemon(process.argv.slice(2), {
  command: {
    name: 'test-daemon',
    about: 'For tests.',
    argument: ['how', 'what it does'],
    port: 0,
    webUiPort: 0,
  },
  title: 'Tester',
  settingsFrom({ flags, words: [how] }) {
    if (how === 'wrong-setting') throw new Error('this setting is wrong\nand has a second line')
    return { how, warnings: flags.ip === undefined ? [] : ['--ip is old'] }
  },
  async start({ how }, _logger, events) {
    if (how === 'cannot-start') throw new Error('no place to listen at')
    events.onReady('spark://h:1')
    events.onReady('spark://h:2')
    const alive = setInterval(() => {}, 1_000)
    if (how === 'give-up') events.onGaveUp(new Error('nobody took me'))
    if (how === 'throw') setImmediate(() => Promise.reject(new Error('out of the blue')))
    return {
      stopWithinMs: how === 'hang' ? 10 : 60_000,
      async stop() {
        console.log('stopping')
        if (how === 'hang' || how === 'hang-long') await new Promise(() => {})
        clearInterval(alive)
      },
    }
  },
})
process.exit(code)
