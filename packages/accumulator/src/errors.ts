import { SparkError } from '@firesteel/errors'

/** How messages call an accumulator. */
export interface AccumulatorLabel {
  readonly id: number
  readonly name: string | undefined
}

const labelOf = ({ id, name }: AccumulatorLabel): string =>
  name === undefined ? `accumulator ${id}` : `accumulator ${id} ('${name}')`

/** A task read what only the driver knows. */
export class AccumulatorReadError extends SparkError {
  constructor(label: AccumulatorLabel, property: string) {
    super(
      'ACCUMULATOR_READ_IN_TASK',
      `a task read '${property}' of ${labelOf(label)}: tasks only add to it; read it on the driver, after the action has ended`,
      { details: { ...label, property } },
    )
  }
}

/** An accumulator was registered a second time. */
export class AccumulatorRegisteredError extends SparkError {
  constructor(label: AccumulatorLabel) {
    super(
      'ACCUMULATOR_REGISTERED',
      `Cannot register an Accumulator twice: it is ${labelOf(label)} already`,
      { details: { ...label } },
    )
  }
}

/** An accumulator was used before a context knew it. */
export class AccumulatorUnregisteredError extends SparkError {
  constructor(what: string) {
    super(
      'ACCUMULATOR_UNREGISTERED',
      `this ${what} has no id yet: register it first with sc.register(accumulator, name)`,
    )
  }
}

/** What a task added cannot travel to the driver. */
export class AccumulatorStateError extends SparkError {
  constructor(label: AccumulatorLabel, cause: Error) {
    super(
      'ACCUMULATOR_STATE',
      `what this task added to ${labelOf(label)} cannot travel to the driver: ${cause.message}`,
      { details: { ...label }, cause },
    )
  }
}
