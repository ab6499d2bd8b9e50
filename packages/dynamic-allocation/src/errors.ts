import { SparkError } from '@firesteel/errors'

/** A setting of dynamic allocation that cannot hold, or does not go with the others. */
export class DynamicAllocationSettingError extends SparkError {
  constructor(name: string, found: string, expected: string) {
    super('DYNAMIC_ALLOCATION_SETTING', `${name} is ${found}, expected ${expected}`, {
      details: { name, found, expected },
    })
  }
}
