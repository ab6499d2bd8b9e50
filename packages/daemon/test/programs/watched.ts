// Ends with its parent; says whether it has a lifeline and whether its environment still names it.
import { exitWithParent } from '../../src/lifeline.js'

const watched = exitWithParent({
  onLost: () => {
    console.log('lost')
    process.exit(7)
  },
})
console.log(`${watched} ${process.env.FIRESTEEL_LIFELINE_FD}`)
if (process.argv[2] === 'wait') setInterval(() => {}, 1_000)
