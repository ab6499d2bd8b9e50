import { decodeGraph } from '../encode.js'
import type { RebuildEnvironment } from './environment.js'
import { GraphReader } from './graph-reader.js'
import { missingModules } from './modules.js'

/** What came out of a graph, in the order in which it was put in. */
export interface RebuiltGraph {
  readonly functions: readonly Function[]
  readonly values: readonly unknown[]
}

/**
 * Functions and values of a graph, made anew in this thread: the same sharing, cycles, classes and
 * prototypes. At once when every module that it names is at hand, otherwise when they are imported.
 */
export function rebuildGraph(
  bytes: Uint8Array,
  environment: RebuildEnvironment,
): RebuiltGraph | Promise<RebuiltGraph> {
  const graph = decodeGraph(bytes)
  const missing = missingModules(graph.data, environment)
  const build = (): RebuiltGraph => new GraphReader(graph, environment).read()
  if (missing.size === 0) return build()
  return Promise.all(
    Array.from(missing, async ([key, load]) => environment.modules.set(key, await load())),
  ).then(build)
}
