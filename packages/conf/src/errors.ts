import { SparkError } from '@firesteel/errors'

/** A setting has a text that cannot be its value. */
export class InvalidSettingError extends SparkError {
  constructor(name: string, found: string, expected: string) {
    super('CONF_INVALID_SETTING', `${name} is '${found}', expected ${expected}`, {
      details: { name, found, expected },
    })
  }
}

/** A file of settings cannot be read. */
export class PropertiesFileError extends SparkError {
  constructor(file: string, cause: unknown) {
    super('CONF_PROPERTIES_FILE', `cannot read the properties file ${file}: ${String(cause)}`, {
      details: { file },
      cause,
    })
  }
}
