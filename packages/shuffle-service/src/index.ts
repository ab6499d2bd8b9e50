export { ShuffleService } from './shuffle-service.js'
export type { ShuffleServiceParts } from './shuffle-service.js'
