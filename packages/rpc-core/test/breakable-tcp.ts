import {
  type ByteStream,
  type ConnectOptions,
  type Listener,
  type ListenOptions,
  type RpcAddress,
  TcpTransport,
  type Transport,
} from '../src/index.js'

/** TCP whose connections a test can break. */
export class BreakableTcp implements Transport {
  readonly name = 'tcp'
  readonly #tcp = new TcpTransport()
  readonly #streams = new Set<ByteStream>()
  /** While true nobody gets through. */
  down = false

  listen(options: ListenOptions): Promise<Listener> {
    const onStream = (stream: ByteStream): void => {
      this.#streams.add(stream)
      options.onStream(stream)
    }
    return this.#tcp.listen({ ...options, onStream })
  }

  async connect(address: RpcAddress, options: ConnectOptions): Promise<ByteStream> {
    if (this.down) throw new Error('the network is down')
    const stream = await this.#tcp.connect(address, options)
    this.#streams.add(stream)
    return stream
  }

  breakAll(): void {
    for (const stream of this.#streams) stream.destroy(new Error('read ECONNRESET'))
    this.#streams.clear()
  }
}
