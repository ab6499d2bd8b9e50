import { main } from './index.js'

// The exit code is set by force: a peer that does not answer must not keep a stopped Worker alive.
void main(process.argv.slice(2)).then((code) => process.exit(code))
