export { USAGE, UsageError, parseExecutorArgs } from './args.js'
export type { ExecutorArgs } from './args.js'
