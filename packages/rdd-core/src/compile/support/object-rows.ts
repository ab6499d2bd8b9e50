import { Serializer } from '@firesteel/serializer'
import type { OutputTarget } from '../../output/output-target.js'
import { RowFileWriter, readRowFile } from '../../row-file.js'
import type { TaskRuntime } from '../../task-runtime.js'
import type { RecordPart } from './text-part.js'

/** Files outlive the application, so classes go by the name that they have in the source. */
const nameOf = (constructor: Function): string | undefined => constructor.name || undefined

/** Opens this attempt's part of records as they are. */
export function objectPart(runtime: TaskRuntime, target: OutputTarget): RecordPart {
  const part = runtime.openOutput(target)
  const serializer = new Serializer({ classes: { idOf: nameOf, classOf: () => undefined } })
  const writer = new RowFileWriter(serializer, (bytes) => {
    part.write(bytes)
    runtime.metrics.bytesWritten += bytes.length
  })
  return {
    add: (record) => writer.add(record),
    finish() {
      writer.flush()
      part.close()
      runtime.metrics.recordsWritten += writer.rows
      return writer.rows
    },
  }
}

/** The records of one part, one batch at a time; instances are of the classes given. */
export function* objectRows(
  runtime: TaskRuntime,
  path: string,
  classes: readonly Function[],
): Generator<readonly unknown[], void> {
  const known = new Map(classes.map((each) => [each.name, each]))
  const classOf = (name: string): Function => {
    const found = known.get(name)
    if (found !== undefined) return found
    throw new TypeError(
      `objectFile: ${path} holds instances of the class ${name}: hand it over, objectFile(path, { classes: [${name}] })`,
    )
  }
  const serializer = new Serializer({ classes: { idOf: nameOf, classOf } })
  for (const rows of readRowFile(path, serializer)) {
    runtime.metrics.recordsRead += rows.length
    yield rows
  }
}
