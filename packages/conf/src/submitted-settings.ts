/**
 * The variable in which `firesteel submit` leaves settings for the driver that it runs: a JSON array
 * of pairs. The counterpart of the system properties that spark-submit sets.
 */
export const SUBMITTED_SETTINGS_VARIABLE = 'FIRESTEEL_SUBMIT_CONF'

/** What this process was submitted with; nothing when it was not. */
export function submittedSettings(): readonly (readonly [string, string])[] {
  const text = process.env[SUBMITTED_SETTINGS_VARIABLE]
  return text === undefined ? [] : (JSON.parse(text) as [string, string][])
}

/** Leaves `settings` for the applications that run in this process. */
export function leaveSubmittedSettings(settings: readonly (readonly [string, string])[]): void {
  process.env[SUBMITTED_SETTINGS_VARIABLE] = JSON.stringify(settings)
}
