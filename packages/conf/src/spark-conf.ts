import type { ConfKey } from './key.js'
import { redact } from './redact.js'
import { submittedSettings } from './submitted-settings.js'

interface Entry {
  readonly value: string
  readonly source: string
}

/** Settings to start from: pairs, or an object of names and values. */
export type InitialSettings =
  | Iterable<readonly [string, string]>
  | Readonly<Record<string, string | number | boolean>>

/**
 * Settings of an application or a daemon: texts by name, read through typed keys, each knowing
 * where it came from. Changing it after a context or daemon was made from it changes nothing there.
 *
 * @see org.apache.spark.SparkConf
 */
export class SparkConf {
  readonly #entries = new Map<string, Entry>()

  /**
   * Without an argument, what the application was submitted with (`firesteel submit --master … --conf …`);
   * with one, exactly that.
   */
  constructor(initial?: InitialSettings) {
    if (initial !== undefined) this.setAll(initial)
    else this.setAll(submittedSettings(), 'submit')
  }

  /** Gives `name` a value, whatever it had; `source` says where the value was found. */
  set(name: string, value: string | number | boolean, source = 'code'): this {
    if (typeof name !== 'string' || name === '') {
      throw new TypeError(`a setting's name is a non-empty string, found ${String(name)}`)
    }
    if (value === undefined || value === null) {
      throw new TypeError(`${name}: a setting cannot be ${String(value)}; use remove('${name}')`)
    }
    this.#entries.set(name, { value: String(value), source })
    return this
  }

  /** Sets each pair, in order. */
  setAll(settings: InitialSettings, source = 'code'): this {
    const pairs = Symbol.iterator in settings ? settings : Object.entries(settings)
    for (const [name, value] of pairs as Iterable<readonly [string, string]>) {
      this.set(name, value, source)
    }
    return this
  }

  /** Sets `name` unless it has a value. */
  setIfMissing(name: string, value: string | number | boolean, source = 'code'): this {
    return this.contains(name) ? this : this.set(name, value, source)
  }

  /** The cluster to run on: `local[2]`, `spark://host:7077`, … */
  setMaster(url: string): this {
    return this.set('spark.master', url)
  }

  /** The application's name, shown by the Master. */
  setAppName(name: string): this {
    return this.set('spark.app.name', name)
  }

  /** An environment variable for the executors. */
  setExecutorEnv(name: string, value: string): this {
    return this.set(`spark.executorEnv.${name}`, value)
  }

  /** Forgets `name`; its default holds again. */
  remove(name: string): this {
    this.#entries.delete(name)
    return this
  }

  /** Whether `name` was given a value. */
  contains(name: string): boolean {
    return this.#entries.has(name)
  }

  /** The value of a declared setting, its default when none was given; throws when its text is not valid. */
  get<T>(key: ConfKey<T>): T
  /** The text of a setting, or `fallback`. */
  get(name: string): string | undefined
  get(name: string, fallback: string): string
  get<T>(asked: ConfKey<T> | string, fallback?: string): T | string | undefined {
    if (typeof asked === 'string') return this.#entries.get(asked)?.value ?? fallback
    const found = this.#entries.get(asked.name)?.value ?? asked.defaultText
    return found === undefined ? undefined : asked.parse(found, asked.name)
  }

  /** Where the value of `name` came from: `code`, `flag --name`, a file, …; undefined when it has none. */
  sourceOf(name: string): string | undefined {
    return this.#entries.get(name)?.source
  }

  /** All pairs, in the order in which they were first set. */
  getAll(): [string, string][] {
    return [...this.#entries].map(([name, { value }]) => [name, value])
  }

  /** Pairs whose names begin with `prefix`, the prefix cut off. */
  getAllWithPrefix(prefix: string): [string, string][] {
    return this.getAll()
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value])
  }

  /** A copy with the same values and sources; neither notices changes of the other. */
  clone(): SparkConf {
    const copy = new SparkConf([])
    for (const [name, entry] of this.#entries) copy.#entries.set(name, entry)
    return copy
  }

  /** `name=value`, a line each, sorted; secrets are not shown. */
  toDebugString(): string {
    return this.getAll()
      .map(([name, value]) => `${name}=${redact(name, value)}`)
      .sort()
      .join('\n')
  }
}
