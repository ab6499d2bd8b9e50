import { RpcAddress } from '../address.js'
import { RpcProtocolError } from '../errors.js'
import { decodeUtf, encodeUtf } from './modified-utf8.js'

/**
 * Who speaks to whom: what opens the body of every RpcRequest and OneWayMessage of an environment.
 * @see org.apache.spark.rpc.netty.RequestMessage
 */
export interface Envelope {
  /** Where the sender listens; null when it listens nowhere. */
  readonly sender: RpcAddress | null
  /** Null for an endpoint in a process that listens nowhere. */
  readonly receiver: RpcAddress | null
  readonly endpoint: string
}

/** The envelope as Spark lays it out; the content follows it. */
export function encodeEnvelope(envelope: Envelope): Buffer {
  return Buffer.concat([
    encodeAddress(envelope.sender),
    encodeAddress(envelope.receiver),
    encodeUtf(envelope.endpoint),
  ])
}

/** The envelope at `at`, and where its content begins. */
export function decodeEnvelope(bytes: Buffer, at: number, end: number): [Envelope, number] {
  const [sender, afterSender] = decodeAddress(bytes, at, end)
  const [receiver, afterReceiver] = decodeAddress(bytes, afterSender, end)
  const [endpoint, contentAt] = decodeUtf(bytes, afterReceiver, end)
  return [{ sender, receiver, endpoint }, contentAt]
}

function encodeAddress(address: RpcAddress | null): Buffer {
  if (address === null) return Buffer.of(0)
  const port = Buffer.allocUnsafe(4)
  port.writeInt32BE(address.port)
  return Buffer.concat([Buffer.of(1), encodeUtf(address.host), port])
}

function decodeAddress(bytes: Buffer, at: number, end: number): [RpcAddress | null, number] {
  if (at >= end) throw new RpcProtocolError('The envelope is cut off')
  const flag = bytes[at]
  if (flag === 0) return [null, at + 1]
  if (flag !== 1) throw new RpcProtocolError(`The envelope's address flag is ${flag}`)
  const [host, portAt] = decodeUtf(bytes, at + 1, end)
  if (portAt + 4 > end) throw new RpcProtocolError('The envelope is cut off')
  return [new RpcAddress(host, bytes.readInt32BE(portAt)), portAt + 4]
}
