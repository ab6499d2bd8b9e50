import { RpcInvalidAddressError } from './errors.js'

/**
 * Where a process listens. IPv6 addresses are kept in their canonical text form, in brackets.
 * @see org.apache.spark.rpc.RpcAddress
 */
export class RpcAddress {
  readonly host: string
  readonly port: number
  readonly hostPort: string

  constructor(host: string, port: number) {
    this.host = normalizeHost(host)
    this.port = port
    this.hostPort = `${this.host}:${port}`
  }

  /** `spark://host:port` */
  toSparkUrl(): string {
    return `spark://${this.hostPort}`
  }

  toString(): string {
    return this.hostPort
  }

  equals(other: RpcAddress | null | undefined): boolean {
    return other != null && other.hostPort === this.hostPort
  }

  /** Reads exactly `spark://host:port`; anything else throws `RPC_INVALID_ADDRESS`. */
  static fromSparkUrl(url: string): RpcAddress {
    const parts = SPARK_URL.exec(url)
    if (parts === null || parts[1] !== undefined) throw new RpcInvalidAddressError('master', url)
    return new RpcAddress(parts[2] as string, portOf(parts[3] as string, 'master', url))
  }

  /** Takes host and port from any URI that has both. */
  static fromUri(uri: string): RpcAddress {
    const parts = ANY_URI.exec(uri)
    if (parts === null) throw new RpcInvalidAddressError('Spark', uri)
    return new RpcAddress(parts[1] as string, portOf(parts[2] as string, 'Spark', uri))
  }

  /** Reads `host:port`. */
  static fromHostPort(hostPort: string): RpcAddress {
    return RpcAddress.fromSparkUrl(`spark://${hostPort}`)
  }
}

/**
 * An endpoint's name and the address of its process; null for one that only its own connection reaches.
 * @see org.apache.spark.rpc.RpcEndpointAddress
 */
export class RpcEndpointAddress {
  readonly rpcAddress: RpcAddress | null
  readonly name: string

  constructor(rpcAddress: RpcAddress | null, name: string) {
    this.rpcAddress = rpcAddress
    this.name = name
  }

  /** `spark://name@host:port`, or `spark-client://name` where nobody listens. */
  toString(): string {
    return this.rpcAddress === null
      ? `spark-client://${this.name}`
      : `spark://${this.name}@${this.rpcAddress.hostPort}`
  }

  /** Reads exactly `spark://name@host:port`; anything else throws `RPC_INVALID_ADDRESS`. */
  static fromUri(uri: string): RpcEndpointAddress {
    const parts = SPARK_URL.exec(uri)
    const name = parts?.[1]
    if (parts === null || name === undefined || name === '') {
      throw new RpcInvalidAddressError('Spark', uri)
    }
    const port = portOf(parts[3] as string, 'Spark', uri)
    return new RpcEndpointAddress(new RpcAddress(parts[2] as string, port), name)
  }
}

const HOST = String.raw`(\[[0-9a-fA-F:.]+\]|[^:@/?#[\]\s]+)`
const SPARK_URL = new RegExp(String.raw`^spark://(?:([^@/?#\s]*)@)?${HOST}:(\d{1,5})$`)
const ANY_URI = new RegExp(
  String.raw`^[a-zA-Z][a-zA-Z0-9+.-]*://(?:[^@/?#\s]*@)?${HOST}:(\d{1,5})(?:[/?#]|$)`,
)

function portOf(text: string, what: string, url: string): number {
  const port = Number(text)
  if (port > 65_535) throw new RpcInvalidAddressError(what, url)
  return port
}

function normalizeHost(host: string): string {
  if (!host.includes(':')) return host
  const bare = host.startsWith('[') ? host.slice(1, -1) : host
  try {
    return new URL(`http://[${bare}]`).hostname
  } catch {
    return `[${bare}]`
  }
}
