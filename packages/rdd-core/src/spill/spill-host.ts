import type { TaskRuntime } from '../task-runtime.js'

/** What spilling needs of the task it happens in. */
export type SpillHost = Pick<
  TaskRuntime,
  'memory' | 'metrics' | 'serializer' | 'spillFile' | 'checkKilled'
>
