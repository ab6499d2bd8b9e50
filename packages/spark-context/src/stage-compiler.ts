import type { ClassRegistry } from '@firesteel/closure'
import type { StageCompiler } from '@firesteel/dag-scheduler'
import { hasCode } from '@firesteel/errors'
import type { MapOutputTracker } from '@firesteel/shuffle'
import { buildTaskBinary, buildTaskInputs, decodeTaskValue } from '@firesteel/task'
import { MissingInputError } from '@firesteel/task-scheduler'

/** Stages and tasks as bytes; `classes` is the registry of the application. */
export function stageCompiler(mapOutputs: MapOutputTracker, classes: ClassRegistry): StageCompiler {
  return {
    binary: (stage) => buildTaskBinary(stage, { classes }),
    inputs: (stage, partition) =>
      buildTaskInputs(stage, partition, {
        classes,
        mapOutputsFor: (shuffleId, reduceId) => {
          try {
            return mapOutputs.outputsFor(shuffleId, reduceId)
          } catch (error) {
            if (!hasCode(error, 'SHUFFLE_OUTPUT_MISSING')) throw error
            const { message } = error as Error
            throw new MissingInputError({ shuffleId, reduceId, message })
          }
        },
      }),
    rows: (value) => decodeTaskValue(value, classes),
  }
}
