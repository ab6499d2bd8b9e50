import { AsyncLocalStorage } from 'node:async_hooks'

/** Names and values that a job carries to its tasks. */
export type Properties = Readonly<Record<string, string>>

const NONE: Properties = {}

/**
 * Properties of whoever asks for jobs: of the function that set them and of all that it calls or
 * begins afterwards, awaited or not. What Spark keeps per thread.
 */
export class LocalProperties {
  /** Made with the first property: watching every promise has a price. */
  #storage: AsyncLocalStorage<Properties> | undefined

  /** The properties that hold here. */
  get current(): Properties {
    return this.#storage?.getStore() ?? NONE
  }

  /** Sets a property from here on; undefined removes it. */
  set(name: string, value: string | undefined): void {
    const { [name]: _old, ...others } = this.current
    this.#storage ??= new AsyncLocalStorage()
    this.#storage.enterWith(value === undefined ? others : { ...others, [name]: value })
  }
}
