import { RpcAddress } from '../address.js'
import {
  RpcAuthenticationError,
  RpcCodecMismatchError,
  RpcProtocolError,
  RpcVersionMismatchError,
} from '../errors.js'
import type { HandshakeChannel } from './handshake-channel.js'
import { ephemeralKeys, proves, sessionKeys, type SessionKeys } from './session-keys.js'

/** What our connections open with; the first byte of a Spark frame is 0. */
export const MAGIC = Buffer.from('FSTL', 'latin1')

/** The versions of the wire that this package speaks. */
export const WIRE_VERSION = 1
export const OLDEST_WIRE_VERSION = 1

/** What a connection is for: messages between environments, or the transport level alone. */
export type Purpose = 'rpc' | 'transport'

/** What this side says of itself. */
export interface LocalSide {
  /** Identity of the process's environment, new with every start. */
  readonly process: string
  readonly name: string
  readonly purpose: Purpose
  /** Where it listens. */
  readonly address: RpcAddress | null
  readonly codecs: readonly string[]
  readonly secret: string | undefined
}

/** What this side learned of the other. */
export interface PeerInfo {
  readonly process: string
  readonly name: string
  readonly purpose: Purpose
  readonly address: RpcAddress | null
  readonly wireVersion: number
  readonly codec: string
}

/** A session continues when a process returns with the token that it was given. */
export interface SessionGrant {
  readonly token: string
  readonly resumed: boolean
}

/** How an acceptor answers a dialer that has proved who it is. */
export type GrantSession = (peer: PeerInfo, token: string | null) => SessionGrant

interface Hello {
  readonly versions: readonly [number, number]
  readonly process: string
  readonly name: string
  readonly purpose: Purpose
  readonly codecs: readonly string[]
  readonly key: string | null
  readonly authenticate: boolean
}

/** The dialer's half: hello, proof, session. */
export async function dialHandshake(
  channel: HandshakeChannel,
  local: LocalSide,
  token: string | null,
  peerName: string,
): Promise<{ peer: PeerInfo; grant: SessionGrant }> {
  const keys = local.secret === undefined ? null : ephemeralKeys()
  channel.write(MAGIC)
  const ownHello = channel.writeMessage(helloOf(local, keys?.publicKey ?? null))
  const [theirs, theirHello] = await readHello(channel, peerName)
  const agreed = agree(local, theirs, peerName)
  if (keys !== null) {
    const secret = local.secret as string
    const session = sessionKeys(keys, keyOf(theirs, peerName), secret, [ownHello, theirHello])
    channel.writeMessage({ proof: session.dialerProof.toString('base64url') })
    await checkProof(channel, session.acceptorProof, peerName)
    channel.encrypt(session.dialerKey, session.acceptorKey)
  }
  channel.writeMessage({ token, address: addressJson(local.address) })
  const [answer] = await readMessage(channel, peerName)
  const grant = { token: text(answer, 'token'), resumed: answer.resumed === true }
  return { peer: peerOf(theirs, agreed, addressFrom(answer.address)), grant }
}

/** The acceptor's half; the magic bytes are still unread. */
export async function acceptHandshake(
  channel: HandshakeChannel,
  local: LocalSide,
  grantSession: GrantSession,
  peerName: string,
): Promise<{ peer: PeerInfo; grant: SessionGrant }> {
  try {
    const [theirs, theirHello] = await readHello(channel, peerName)
    const keys = local.secret === undefined ? null : ephemeralKeys()
    channel.write(MAGIC)
    const ownHello = channel.writeMessage({
      ...helloOf(local, keys?.publicKey ?? null),
      purpose: theirs.purpose,
    })
    const agreed = agree(local, theirs, peerName)
    if (keys !== null) {
      const secret = local.secret as string
      const session: SessionKeys = sessionKeys(keys, keyOf(theirs, peerName), secret, [
        theirHello,
        ownHello,
      ])
      await checkProof(channel, session.dialerProof, peerName)
      channel.writeMessage({ proof: session.acceptorProof.toString('base64url') })
      channel.encrypt(session.acceptorKey, session.dialerKey)
    }
    const [asked] = await readMessage(channel, peerName)
    const peer = peerOf(theirs, agreed, addressFrom(asked.address))
    const grant = grantSession(peer, typeof asked.token === 'string' ? asked.token : null)
    channel.writeMessage({ ...grant, address: addressJson(local.address) })
    return { peer, grant }
  } catch (error) {
    // Said before the door closes, so that the other side knows why; nothing secret is in these texts.
    if (
      error instanceof RpcAuthenticationError ||
      error instanceof RpcVersionMismatchError ||
      error instanceof RpcCodecMismatchError
    ) {
      channel.writeMessage({ refused: error.code, why: refusalText(error) })
    }
    throw error
  }
}

const refusalText = (error: Error): string =>
  error instanceof RpcAuthenticationError ? 'the secrets differ' : error.message

const helloOf = (local: LocalSide, key: string | null): Hello => ({
  versions: [OLDEST_WIRE_VERSION, WIRE_VERSION],
  process: local.process,
  name: local.name,
  purpose: local.purpose,
  codecs: local.codecs,
  key,
  authenticate: local.secret !== undefined,
})

async function readHello(channel: HandshakeChannel, peerName: string): Promise<[Hello, Buffer]> {
  const magic = await channel.read(MAGIC.length)
  if (!magic.equals(MAGIC)) {
    throw new RpcProtocolError(
      `${peerName} does not speak our protocol: it opened with ${magic.toString('hex')} instead of FSTL`,
    )
  }
  const [fields, bytes] = await readMessage(channel, peerName)
  const { versions, codecs, key, purpose } = fields
  if (
    !Array.isArray(versions) ||
    versions.length !== 2 ||
    !versions.every((version) => Number.isInteger(version)) ||
    !Array.isArray(codecs) ||
    (key !== null && typeof key !== 'string') ||
    (purpose !== 'rpc' && purpose !== 'transport')
  ) {
    throw new RpcProtocolError(`${peerName} sent a hello that cannot be read`)
  }
  const hello: Hello = {
    versions: [versions[0] as number, versions[1] as number],
    process: text(fields, 'process'),
    name: text(fields, 'name'),
    purpose,
    codecs: codecs.filter((codec): codec is string => typeof codec === 'string'),
    key,
    authenticate: fields.authenticate === true,
  }
  return [hello, bytes]
}

async function readMessage(
  channel: HandshakeChannel,
  peerName: string,
): Promise<[Record<string, unknown>, Buffer]> {
  const [fields, bytes] = await channel.readMessage()
  if (typeof fields.refused === 'string') throw refusal(fields, peerName)
  return [fields, bytes]
}

function refusal(fields: Record<string, unknown>, peerName: string): Error {
  const why = typeof fields.why === 'string' ? fields.why : 'it did not say why'
  return fields.refused === 'RPC_AUTHENTICATION'
    ? new RpcAuthenticationError(peerName, why)
    : new RpcProtocolError(`${peerName} refused the connection: ${why}`)
}

function agree(
  local: LocalSide,
  theirs: Hello,
  peerName: string,
): { wireVersion: number; codec: string } {
  const [oldest, newest] = theirs.versions
  const wireVersion = Math.min(newest, WIRE_VERSION)
  if (wireVersion < Math.max(oldest, OLDEST_WIRE_VERSION)) {
    const ours = `${OLDEST_WIRE_VERSION} to ${WIRE_VERSION}`
    throw new RpcVersionMismatchError(peerName, ours, `${oldest} to ${newest}`)
  }
  if (theirs.authenticate !== (local.secret !== undefined)) {
    const why = theirs.authenticate
      ? 'it has a secret and this process has none'
      : 'it has no secret and this process has one'
    throw new RpcAuthenticationError(peerName, why)
  }
  const codec = local.codecs.find((name) => theirs.codecs.includes(name))
  if (codec === undefined) {
    throw new RpcCodecMismatchError(peerName, local.codecs.join(', '), theirs.codecs.join(', '))
  }
  return { wireVersion, codec }
}

async function checkProof(
  channel: HandshakeChannel,
  expected: Buffer,
  peerName: string,
): Promise<void> {
  const [message] = await readMessage(channel, peerName)
  if (!proves(text(message, 'proof'), expected)) {
    throw new RpcAuthenticationError(peerName, 'the secrets differ')
  }
}

function keyOf(hello: Hello, peerName: string): string {
  if (hello.key === null) throw new RpcAuthenticationError(peerName, 'it sent no key')
  return hello.key
}

const peerOf = (
  hello: Hello,
  agreed: { wireVersion: number; codec: string },
  address: RpcAddress | null,
): PeerInfo => ({
  process: hello.process,
  name: hello.name,
  purpose: hello.purpose,
  address,
  ...agreed,
})

const addressJson = (address: RpcAddress | null): object | null =>
  address === null ? null : { host: address.host, port: address.port }

function addressFrom(value: unknown): RpcAddress | null {
  if (value === null || value === undefined) return null
  const { host, port } = value as { host?: unknown; port?: unknown }
  if (typeof host !== 'string' || !Number.isInteger(port)) {
    throw new RpcProtocolError('A listening address cannot be read')
  }
  return new RpcAddress(host, port as number)
}

function text(fields: Record<string, unknown>, name: string): string {
  const value = fields[name]
  if (typeof value !== 'string') throw new RpcProtocolError(`The handshake's ${name} is missing`)
  return value
}
