import { pathToFileURL } from 'node:url'
import { learnApplicationModules, registerApplicationModules } from '@firesteel/closure'
import { type Installation, provideInstallation } from './installation.js'

/** Exit status of a driver whose application came to no end: nothing was left that could wake it. */
export const UNSETTLED_EXIT_CODE = 13

/** What a bundle made by `bundleApplication` exports. */
interface Bundle {
  readonly modules: Readonly<Record<string, () => Promise<Record<string, unknown>>>>
  readonly main: () => Promise<unknown>
}

/** A driver to run in this process. */
export interface DriverOptions {
  /** Absolute path of the bundle. */
  readonly bundle: string
  /** What stands in `process.argv[1]`. */
  readonly application: string
  readonly args: readonly string[]
  readonly installation: Installation
}

/**
 * Runs a bundled application as the driver: the same process, as in Spark's client mode.
 * Resolves when the entry's evaluation is over; what it started may go on. A process that runs dry
 * before that ends with status {@link UNSETTLED_EXIT_CODE} and says so: never 0 without a result.
 *
 * @see org.apache.spark.deploy.JavaMainApplication
 */
export async function runDriver(options: DriverOptions): Promise<void> {
  const { bundle, application, args } = options
  provideInstallation(options.installation)
  process.argv = [process.execPath, application, ...args]
  process.env.FIRESTEEL_APP_BUNDLE = bundle
  const url = pathToFileURL(bundle).href
  const { modules, main } = (await import(url)) as Bundle
  registerApplicationModules(url, modules)
  const ranDry = (): void => {
    console.error(
      `${application}: the application waits for something that cannot happen any more (a promise that nobody settles)`,
    )
    process.exit(UNSETTLED_EXIT_CODE)
  }
  process.once('beforeExit', ranDry)
  // In the order in which Node would have: `modules` names each after those that it imports.
  await learnApplicationModules()
  try {
    await main()
  } finally {
    process.removeListener('beforeExit', ranDry)
  }
}
