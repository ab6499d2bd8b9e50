/** What a worker tells whoever serves map outputs on its machine. Nothing of it needs an application's code. */
export interface ShuffleFiles {
  /** Where map outputs are served. */
  readonly port: number
  /** Executors of the application will write below these directories; `token` is what its readers present. */
  applicationAdded(appId: string, dirs: readonly string[], token: string): void
  executorRemoved(appId: string, executorId: string): void
  /** The application is over, its directories are deleted. */
  applicationRemoved(appId: string): void
}

/** The variable by which an application's driver gives its executors, and the shuffle service, their token. */
export const SHUFFLE_TOKEN_VARIABLE = 'FIRESTEEL_SHUFFLE_TOKEN'
/** The variable by which a worker tells executors where its shuffle service is. */
export const SHUFFLE_PORT_VARIABLE = 'SPARK_SHUFFLE_SERVICE_PORT'
