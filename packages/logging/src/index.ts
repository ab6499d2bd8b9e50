export { createLogger, LOG_LEVELS } from './create-logger.js'
export type { LogFormat, LogLevel, LoggerOptions } from './create-logger.js'
export { silentLogger } from './logger.js'
export type { Logger } from './logger.js'
