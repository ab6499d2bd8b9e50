import { main } from './index.js'

// Firesteel depends on this command, not the other way round: it stands beside us when it is installed.
await main(process.argv.slice(2), import.meta.resolve('firesteel'))
