export { schedulerBackendSuite } from './scheduler-backend.js'
export type { CreateBackend, SuiteRunner, SuiteTools } from './scheduler-backend.js'
