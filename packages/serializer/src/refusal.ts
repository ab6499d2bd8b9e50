/** Thrown inside the writer; the serializer turns it into an error with the path to the culprit. */
export class Refusal extends Error {
  readonly culprit: unknown
  readonly what: string
  readonly hint: string | undefined
  constructor(culprit: unknown, what: string, hint?: string) {
    super(what)
    this.culprit = culprit
    this.what = what
    this.hint = hint
  }
}
