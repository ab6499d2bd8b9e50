export type { DagSchedulerOptions, RunJobOptions, TaskSubmitter } from './options.js'
export type { StageCompiler } from './stage-compiler.js'
export type { MapOutputs } from './map-outputs.js'
export type { CachedBlock, CachedBlocks } from './cached-blocks.js'
