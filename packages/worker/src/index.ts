export { Worker } from './worker.js'
export type { WorkerParts } from './worker-parts.js'
export { workerOptionsFrom } from './conf.js'
export type { WorkerEntries, WorkerOptions } from './conf.js'
export { defaultCores, defaultMemoryMb } from './machine.js'
export type { WorkerIdentity } from './snapshot.js'
export {
  NoEntryPointError,
  ProcessLaunchError,
  WorkDirError,
  WorkerGaveUpError,
  WorkerSettingError,
} from './errors.js'

// For those who start processes in another way.
export { ChildProcessLauncher } from './child-process-launcher.js'
export type {
  LaunchedProcess,
  ProcessExit,
  ProcessLauncher,
  ProcessSpec,
} from './process-launcher.js'
export { SHUFFLE_PORT_VARIABLE, SHUFFLE_TOKEN_VARIABLE } from './shuffle-files.js'
export type { ShuffleFiles } from './shuffle-files.js'
