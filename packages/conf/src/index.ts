export { SparkConf } from './spark-conf.js'
export type { InitialSettings } from './spark-conf.js'
export { declaredKeys, key, optionalKey } from './key.js'
export type { ConfKey } from './key.js'
export {
  boolean,
  byteCount,
  decimal,
  integer,
  list,
  milliseconds,
  oneOf,
  text,
} from './parsers.js'
export type { Parser } from './parsers.js'
export { confFrom, readPropertiesFile } from './sources.js'
export type { ConfSources } from './sources.js'
export { REDACTED, redact } from './redact.js'
export { InvalidSettingError, PropertiesFileError } from './errors.js'
export {
  SUBMITTED_SETTINGS_VARIABLE,
  leaveSubmittedSettings,
  submittedSettings,
} from './submitted-settings.js'
