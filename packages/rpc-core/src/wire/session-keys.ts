import {
  createHash,
  createHmac,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto'
import { RpcProtocolError } from '../errors.js'

/** One side's throw-away key pair of one connection. */
export interface EphemeralKeys {
  /** 32 bytes, base64url. */
  readonly publicKey: string
  readonly privateKey: KeyObject
}

/** What both sides derive from the exchange, the transcript and the shared secret. */
export interface SessionKeys {
  readonly dialerProof: Buffer
  readonly acceptorProof: Buffer
  readonly dialerKey: Buffer
  readonly acceptorKey: Buffer
}

/** A fresh X25519 key pair. */
export function ephemeralKeys(): EphemeralKeys {
  const { publicKey, privateKey } = generateKeyPairSync('x25519')
  const jwk = publicKey.export({ format: 'jwk' })
  return { publicKey: jwk.x as string, privateKey }
}

/**
 * X25519, then HKDF-SHA256 over its result and the secret, salted with the hash of both hellos: who
 * does not know the secret can derive nothing, and a recorded connection stays closed when the secret leaks.
 */
export function sessionKeys(
  own: EphemeralKeys,
  peerPublicKey: string,
  secret: string,
  transcript: readonly Uint8Array[],
): SessionKeys {
  const shared = exchange(own.privateKey, peerPublicKey)
  const hash = createHash('sha256')
  for (const part of transcript) {
    const length = Buffer.allocUnsafe(4)
    length.writeUInt32BE(part.length)
    hash.update(length).update(part)
  }
  const salt = hash.digest()
  const material = Buffer.concat([shared, Buffer.from(secret, 'utf8')])
  const derive = (label: string): Buffer =>
    Buffer.from(hkdfSync('sha256', material, salt, `firesteel rpc 1 ${label}`, 32))
  const proof = (label: string): Buffer => createHmac('sha256', derive(label)).update(salt).digest()
  return {
    dialerProof: proof('dialer proof'),
    acceptorProof: proof('acceptor proof'),
    dialerKey: derive('dialer to acceptor'),
    acceptorKey: derive('acceptor to dialer'),
  }
}

/** Throws for what is no key, and for the keys that would give a known result. */
function exchange(privateKey: KeyObject, peerPublicKey: string): Buffer {
  try {
    const publicKey = createPublicKey({
      format: 'jwk',
      key: { kty: 'OKP', crv: 'X25519', x: peerPublicKey },
    })
    return diffieHellman({ privateKey, publicKey })
  } catch (cause) {
    throw new RpcProtocolError('The public key of the handshake is not valid', cause)
  }
}

/** Whether `given` (base64url) is `expected`, in a time that says nothing about where they differ. */
export function proves(given: string, expected: Buffer): boolean {
  const bytes = Buffer.from(given, 'base64url')
  return bytes.length === expected.length && timingSafeEqual(bytes, expected)
}
