import { errorFrom } from '@firesteel/errors'
import type { Logger } from '@firesteel/logging'

/** The call-back that hears of the failures of the others. */
interface Supervised {
  onError?(error: Error): void | Promise<void>
}

/** Tells the endpoint that a call-back of its own failed; what goes wrong there is logged and dropped. */
export function supervise(
  endpoint: Supervised,
  error: unknown,
  logger: Logger,
): void | Promise<void> {
  if (endpoint.onError === undefined) {
    logger.error({ err: error }, 'a handler failed; the endpoint goes on')
    return
  }
  const ignore = (again: unknown): void =>
    logger.error({ err: again }, 'onError failed itself; ignoring error')
  try {
    return endpoint.onError(errorFrom(error))?.catch(ignore)
  } catch (again) {
    ignore(again)
  }
}
