import { createServer, connect as netConnect, type Server, type Socket } from 'node:net'
import { connect as tlsConnect, createServer as createTlsServer, TLSSocket } from 'node:tls'
import { RpcAddress } from '../address.js'
import type { TlsOptions } from '../conf.js'
import type {
  ByteStream,
  ByteStreamEvents,
  ConnectOptions,
  Listener,
  ListenOptions,
  Transport,
} from './transport.js'

/** How a {@link TcpTransport} treats the process that it runs in. */
export interface TcpTransportOptions {
  /** Whether open ports and connections keep the process alive; true unless said. */
  readonly keepProcessAlive?: boolean | undefined
}

/** TCP through node:net, or TLS over it where certificates are given. */
export class TcpTransport implements Transport {
  readonly name = 'tcp'
  readonly #keepProcessAlive: boolean

  constructor(options: TcpTransportOptions = {}) {
    this.#keepProcessAlive = options.keepProcessAlive ?? true
  }

  async listen(options: ListenOptions): Promise<Listener> {
    const onSocket = (socket: Socket): void => {
      // Gone before it was accepted: it has no address and nobody to talk to.
      if (socket.remoteAddress === undefined) {
        socket.destroy()
        return
      }
      if (!this.#keepProcessAlive) socket.unref()
      options.onStream(new SocketStream(socket))
    }
    const server: Server =
      options.tls === undefined
        ? createServer({ noDelay: true, keepAlive: true, allowHalfOpen: true }, onSocket)
        : createTlsServer({ ...serverTls(options.tls), noDelay: true, keepAlive: true }, onSocket)
    // A peer that fails its TLS handshake harms nobody else.
    server.on('tlsClientError', (_error, socket: Socket) => socket.destroy())
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(
        { host: unbracketed(options.host), port: options.port, backlog: options.backlog ?? 511 },
        () => {
          server.off('error', reject)
          server.on('error', () => {})
          if (!this.#keepProcessAlive) server.unref()
          resolve()
        },
      )
    })
    const { address, port } = server.address() as { address: string; port: number }
    return {
      address: new RpcAddress(address, port),
      // Not waiting for the streams that are open: they are their owners'.
      close: async () => void server.close(),
    }
  }

  connect(address: RpcAddress, options: ConnectOptions): Promise<ByteStream> {
    return new Promise((resolve, reject) => {
      const where = { host: unbracketed(address.host), port: address.port }
      const socket =
        options.tls === undefined
          ? netConnect({ ...where, noDelay: true, keepAlive: true, allowHalfOpen: true })
          : tlsConnect({ ...where, ...clientTls(options.tls, where.host) })
      if (!this.#keepProcessAlive) socket.unref()
      const timer =
        options.timeoutMs > 0
          ? setTimeout(() => {
              socket.destroy(
                new Error(`Connecting to ${address.hostPort} timed out (${options.timeoutMs} ms)`),
              )
            }, options.timeoutMs)
          : undefined
      socket.once('error', (error) => {
        clearTimeout(timer)
        reject(error)
      })
      socket.once(options.tls === undefined ? 'connect' : 'secureConnect', () => {
        clearTimeout(timer)
        socket.setNoDelay(true)
        socket.removeAllListeners('error')
        resolve(new SocketStream(socket, address))
      })
    })
  }
}

function serverTls(tls: TlsOptions): object {
  const { key, cert, ca, requireClientCertificate = false } = tls
  return {
    key,
    cert,
    ca,
    requestCert: requireClientCertificate,
    rejectUnauthorized: requireClientCertificate,
  }
}

function clientTls(tls: TlsOptions, host: string): object {
  const { key, cert, ca, serverName } = tls
  return { key, cert, ca, servername: serverName ?? (/^[\d.]+$|:/.test(host) ? '' : host) }
}

const unbracketed = (host: string): string => (host.startsWith('[') ? host.slice(1, -1) : host)

/** Bytes that the kernel did not take yet above which a writer should wait. */
const HIGH_WATER_BYTES = 256 * 1024

/** Any socket of Node as a byte stream. */
export class SocketStream implements ByteStream {
  readonly localAddress: RpcAddress
  readonly remoteAddress: RpcAddress
  readonly #socket: Socket
  #error: Error | undefined

  constructor(socket: Socket, remoteAddress?: RpcAddress) {
    this.#socket = socket
    this.localAddress = new RpcAddress(socket.localAddress ?? 'unknown', socket.localPort ?? 0)
    this.remoteAddress =
      remoteAddress ?? new RpcAddress(socket.remoteAddress ?? 'unknown', socket.remotePort ?? 0)
    socket.on('error', (error) => (this.#error ??= error))
  }

  start(events: ByteStreamEvents): void {
    const socket = this.#socket
    socket.on('data', (chunk) => events.onData(chunk))
    socket.on('drain', () => events.onDrain())
    socket.on('end', () => events.onEnd())
    if (socket.destroyed) queueMicrotask(() => events.onClose(this.#error))
    else socket.on('close', () => events.onClose(this.#error))
  }

  /** The kernel has its copy when nothing is left to write; under TLS nobody says when that is. */
  get isHandedOver(): boolean {
    return !(this.#socket instanceof TLSSocket) && this.#socket.writableLength === 0
  }

  write(bytes: Uint8Array): boolean {
    // The socket itself says no at 16 KiB, of which the kernel may have taken all in the same breath.
    this.#socket.write(bytes)
    return this.#socket.writableLength <= HIGH_WATER_BYTES
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  end(): void {
    this.#socket.end()
  }

  destroy(error?: Error): void {
    this.#error ??= error
    this.#socket.destroy()
  }
}
