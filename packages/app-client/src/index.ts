export { AppClient } from './app-client.js'
export type { AppClientParts } from './app-client.js'
export type { AddedExecutor, AppClientListener, RemovedExecutor } from './listener.js'
export { MasterUnreachableError, MasterUrlError, parseMasterUrls } from '@firesteel/master-link'
