import { rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import {
  type ByteStream,
  type ConnectOptions,
  type Listener,
  type ListenOptions,
  RpcAddress,
  SocketStream,
  type Transport,
} from '@firesteel/rpc-core'

/** Connections through socket files of one directory: faster than TCP, guarded by the directory's permissions. */
export class UnixTransport implements Transport {
  readonly name = 'unix'
  readonly #directory: string

  constructor(directory: string) {
    this.#directory = directory
  }

  async listen(options: ListenOptions): Promise<Listener> {
    const server = createServer({ allowHalfOpen: true })
    const port = options.port === 0 ? freePort() : options.port
    const address = new RpcAddress(options.host, port)
    server.on('connection', (socket) => {
      // The dialer has no address of its own: it gets a number, so that each can be told from the others.
      const stream = new SocketStream(socket, new RpcAddress('unix', freePort()))
      options.onStream(Object.assign(stream, { localAddress: address }))
    })
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(this.#path(address), resolve)
    })
    return {
      address,
      close: async () => {
        server.close()
        rmSync(this.#path(address), { force: true })
      },
    }
  }

  connect(address: RpcAddress, options: ConnectOptions): Promise<ByteStream> {
    return new Promise((resolve, reject) => {
      const socket = connect({ path: this.#path(address), allowHalfOpen: true })
      const tooLate = setTimeout(
        () => socket.destroy(new Error(`connecting to ${address.hostPort} took too long`)),
        options.timeoutMs,
      )
      socket.once('error', (error) => {
        clearTimeout(tooLate)
        reject(error)
      })
      socket.once('connect', () => {
        clearTimeout(tooLate)
        socket.removeAllListeners('error')
        resolve(new SocketStream(socket, address))
      })
    })
  }

  #path(address: RpcAddress): string {
    return join(this.#directory, `${address.port}.sock`)
  }
}

let lastPort = 49_152 + (process.pid % 10_000)
const freePort = (): number => ++lastPort
