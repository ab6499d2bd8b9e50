import { InvalidSettingError } from './errors.js'

/** Turns the text of a setting into its value; throws {@link InvalidSettingError}. */
export interface Parser<T> {
  (text: string, name: string): T
}

/** Any text, as it stands. */
export const text: Parser<string> = (value) => value

/** `true` or `false`, in any case. */
export const boolean: Parser<boolean> = (value, name) => {
  const lower = value.trim().toLowerCase()
  if (lower === 'true') return true
  if (lower === 'false') return false
  throw new InvalidSettingError(name, value, 'true or false')
}

/** A whole number. */
export const integer: Parser<number> = (value, name) => {
  if (!/^\s*[+-]?\d+\s*$/.test(value)) throw new InvalidSettingError(name, value, 'a whole number')
  return Number(value)
}

/** A number, with or without a fraction. */
export const decimal: Parser<number> = (value, name) => {
  const parsed = value.trim() === '' ? Number.NaN : Number(value)
  if (!Number.isFinite(parsed)) throw new InvalidSettingError(name, value, 'a number')
  return parsed
}

/** Texts between commas; blanks around them and empty ones are dropped. */
export const list: Parser<readonly string[]> = (value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')

/** One of a closed set of words. */
export const oneOf =
  <const Words extends readonly string[]>(...words: Words): Parser<Words[number]> =>
  (value, name) => {
    if (words.includes(value)) return value
    throw new InvalidSettingError(name, value, `one of ${words.join(', ')}`)
  }

const MS_PER: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/** A duration in milliseconds: `500ms`, `60s`, `2min`, `1h`; a bare number counts in `defaultUnit`. */
export const milliseconds =
  (defaultUnit: 'ms' | 's' = 'ms'): Parser<number> =>
  (value, name) => {
    const [, amount, unit = defaultUnit] = /^\s*(-?\d+)\s*([a-z]+)?\s*$/i.exec(value) ?? []
    const factor = MS_PER[unit.toLowerCase()]
    if (amount === undefined || factor === undefined) {
      throw new InvalidSettingError(name, value, 'a duration such as 500ms, 60s, 2min, 1h or 1d')
    }
    return Number(amount) * factor
  }

const POWERS = ['b', 'k', 'm', 'g', 't', 'p']

/** A size in bytes: `512m`, `1g`, `100MiB`, powers of 1,024; a bare number counts in `defaultUnit`. */
export const byteCount =
  (defaultUnit: 'b' | 'k' | 'm' = 'b'): Parser<number> =>
  (value, name) => {
    const [, amount, unit = defaultUnit] =
      /^\s*(\d+(?:\.\d+)?)\s*([bkmgtp])?(?:i?b)?\s*$/i.exec(value) ?? []
    const power = POWERS.indexOf(unit.toLowerCase())
    if (amount === undefined || power < 0) {
      throw new InvalidSettingError(name, value, 'a size such as 512k, 512m, 1g or 1t')
    }
    return Math.floor(Number(amount) * 1_024 ** power)
  }
