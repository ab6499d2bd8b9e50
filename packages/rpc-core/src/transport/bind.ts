import { errorFrom } from '@firesteel/errors'
import type { TlsOptions } from '../conf.js'
import { RpcBindError } from '../errors.js'
import type { ByteStream, Listener, Transport } from './transport.js'

/** Where a service would like to listen. */
export interface BindOptions {
  readonly service: string
  readonly host: string
  readonly port: number
  readonly maxRetries: number
  readonly tls: TlsOptions | undefined
  onStream(stream: ByteStream): void
}

/**
 * Listens on the port or, when it is taken, on one of those after it, as Spark does.
 * @see org.apache.spark.util.Utils.startServiceOnPort
 */
export async function bind(transport: Transport, options: BindOptions): Promise<Listener> {
  const { service, host, port, maxRetries, tls } = options
  if (port !== 0 && (port < 1024 || port > 65_535)) {
    throw new RpcBindError(service, host, port, 0, new Error('ports are 0 or 1024 to 65535'))
  }
  for (let offset = 0; ; offset++) {
    const attempt = port === 0 ? 0 : ((port + offset - 1024) % (65_536 - 1024)) + 1024
    try {
      return await transport.listen({
        host,
        port: attempt,
        tls,
        onStream: (stream) => options.onStream(stream),
      })
    } catch (error) {
      const cause = errorFrom(error)
      const taken = (cause as { code?: unknown }).code === 'EADDRINUSE'
      if (!taken || offset >= maxRetries) {
        throw new RpcBindError(service, host, port, offset + 1, cause)
      }
    }
  }
}
