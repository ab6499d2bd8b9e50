/**
 * What was known of a job's answer when the time that it was given was over; the job goes on.
 * @see org.apache.spark.partial.PartialResult
 */
export class PartialResult<R> {
  /** The answer as it was known then. */
  readonly initialValue: R
  /** Whether the job was over by then: nothing will change. */
  readonly isInitialValueFinal: boolean
  /** The answer when the job is over; rejects when it fails. It need not be looked at. */
  readonly finalValue: Promise<R>

  constructor(initialValue: R, finalValue: Promise<R>, isInitialValueFinal: boolean) {
    this.initialValue = initialValue
    this.isInitialValueFinal = isInitialValueFinal
    this.finalValue = finalValue
    // Who is content with the first value has not forgotten a failure.
    finalValue.catch(() => {})
  }

  /** As `finalValue`. */
  getFinalValue(): Promise<R> {
    return this.finalValue
  }

  /** Calls `handler` with the final value, once it is there. */
  onComplete(handler: (value: R) => void): this {
    void this.finalValue.then(handler, () => {})
    return this
  }

  /** Calls `handler` with what the job failed of, if it does. */
  onFail(handler: (error: Error) => void): this {
    this.finalValue.catch(handler)
    return this
  }

  /** The same, with `fn` applied to both values. */
  map<S>(fn: (value: R) => S): PartialResult<S> {
    const { initialValue, finalValue, isInitialValueFinal } = this
    return new PartialResult(fn(initialValue), finalValue.then(fn), isInitialValueFinal)
  }

  /** As Spark shows it: `(partial: [90.000, 110.000])`. */
  toString(): string {
    return `(${this.isInitialValueFinal ? 'final' : 'partial'}: ${String(this.initialValue)})`
  }
}
