/** Names whose values are never shown (Spark's `spark.redaction.regex`). */
const SECRET = /secret|password|passwd|token|credential|access[.]?key/i

/** What is shown instead of a secret. */
export const REDACTED = '*********(redacted)'

/** `value`, or {@link REDACTED} when `name` says that it is a secret. */
export const redact = (name: string, value: string): string =>
  SECRET.test(name) ? REDACTED : value
