import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { readWholeIndex } from './index-file.js'
import { type MapOutputFiles, mapOutputFiles } from './shuffle-files.js'

/** Which map output is meant. */
export interface MapOutputName {
  readonly shuffleId: number
  /** The id of the task attempt that wrote it. */
  readonly mapId: number
}

/** How the files of an output are had. */
export interface AdoptionMeans {
  readonly fetch: (paths: MapOutputFiles) => Promise<void>
  /** A name no other attempt uses, for temporary files. */
  readonly unique: () => string
}

const INDEX = /^shuffle_(\d+)_(\d+)_0\.index$/

/** The map outputs that are whole, by their names, under an executor's directories. */
export function listMapOutputs(dirs: readonly string[]): MapOutputName[] {
  return dirs.flatMap((dir) =>
    readdirSync(dir, { recursive: true, withFileTypes: true }).flatMap((entry) => {
      const [, shuffleId, mapId] = INDEX.exec(entry.name) ?? []
      return mapId === undefined ? [] : [{ shuffleId: Number(shuffleId), mapId: Number(mapId) }]
    }),
  )
}

/**
 * Takes over a map output that another executor wrote: `fetch` puts the bytes of its two files, one after
 * the other, at the paths it is given. Rejects, and leaves nothing behind, when they are not a valid pair.
 */
export async function adoptMapOutput(
  dirs: readonly string[],
  { shuffleId, mapId }: MapOutputName,
  { fetch, unique }: AdoptionMeans,
): Promise<void> {
  const files = mapOutputFiles(dirs, shuffleId, mapId)
  const suffix = unique()
  const temporary = { data: `${files.data}.${suffix}`, index: `${files.index}.${suffix}` }
  for (const file of Object.values(temporary)) mkdirSync(dirname(file), { recursive: true })
  try {
    await fetch(temporary)
    if (readWholeIndex(temporary.index, temporary.data) === undefined) {
      throw new Error(`shuffle_${shuffleId}_${mapId} came damaged`)
    }
    renameSync(temporary.data, files.data)
    renameSync(temporary.index, files.index)
  } finally {
    for (const file of Object.values(temporary)) rmSync(file, { force: true })
  }
}
