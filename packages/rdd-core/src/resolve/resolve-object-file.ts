import type { Lineage, OpOf, Resolved } from '../lineage.js'
import { listFiles } from '../text/list-files.js'

/** One partition per file. */
export async function resolveObjectFile(node: Lineage): Promise<Resolved> {
  const files = await listFiles((node.op as OpOf<'objectFile'>).path)
  return {
    numPartitions: files.length,
    partitioner: undefined,
    dependencies: [],
    partitions: files.map(({ path }) => path),
  }
}
