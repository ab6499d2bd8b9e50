import {
  type ConfKey,
  InvalidSettingError,
  boolean,
  byteCount,
  integer,
  key,
  milliseconds,
  optionalKey,
  text,
} from '@firesteel/conf'

/** The settings of an environment as plain values; every one has a default. */
export interface RpcOptions {
  /** How long an ask waits for its answer. */
  readonly askTimeoutMs?: number | undefined
  /** The setting that `askTimeoutMs` came from, for error messages. */
  readonly askTimeoutSetting?: string | undefined
  readonly lookupTimeoutMs?: number | undefined
  readonly lookupTimeoutSetting?: string | undefined
  /** How long a connection may be silent while answers are outstanding. */
  readonly idleTimeoutMs?: number | undefined
  readonly connectTimeoutMs?: number | undefined
  /** How long the handshake of a new connection may take. */
  readonly handshakeTimeoutMs?: number | undefined
  /** How long a peer whose connection broke may take to return before it counts as lost. */
  readonly reconnectGraceMs?: number | undefined
  /** The longest frame that is accepted. */
  readonly maxFrameBytes?: number | undefined
  /** How many bytes may wait for one peer that does not read. */
  readonly maxQueuedBytes?: number | undefined
  /** Messages in one inbox above which its senders' connections are not read. */
  readonly maxInboxMessages?: number | undefined
  /** How many further ports are tried when one is taken. */
  readonly portMaxRetries?: number | undefined
  /** Turns authentication and encryption on. */
  readonly secret?: string | undefined
}

/** Every setting with its value. */
export type ResolvedRpcOptions = {
  readonly [K in keyof Omit<RpcOptions, 'secret'>]-?: NonNullable<RpcOptions[K]>
}

/** Certificates in PEM, for a transport that speaks TLS. */
export interface TlsOptions {
  readonly key?: string | undefined
  readonly cert?: string | undefined
  /** Who must have signed the other side's certificate. */
  readonly ca?: string | undefined
  /** Whether a listener asks for the dialer's certificate too. */
  readonly requireClientCertificate?: boolean | undefined
  /** The name that the listener's certificate must carry; the host that was dialled unless said. */
  readonly serverName?: string | undefined
}

/** Anything that settings can be read from by their name. */
export interface SettingsSource {
  get(key: string): string | undefined
}

const DEFAULTS: ResolvedRpcOptions = {
  askTimeoutMs: 120_000,
  askTimeoutSetting: 'spark.rpc.askTimeout',
  lookupTimeoutMs: 120_000,
  lookupTimeoutSetting: 'spark.rpc.lookupTimeout',
  idleTimeoutMs: 120_000,
  connectTimeoutMs: 120_000,
  handshakeTimeoutMs: 30_000,
  reconnectGraceMs: 5_000,
  maxFrameBytes: 512 * 1024 * 1024,
  maxQueuedBytes: 256 * 1024 * 1024,
  maxInboxMessages: 65_536,
  portMaxRetries: 16,
}

/** `options` over the defaults. */
export function resolveRpcOptions(options: RpcOptions = {}): ResolvedRpcOptions {
  const given = Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  )
  const { secret: _secret, ...rest } = { ...DEFAULTS, ...given } as ResolvedRpcOptions & RpcOptions
  return rest
}

const ms = milliseconds('s')
const ASK_TIMEOUT = optionalKey('spark.rpc.askTimeout', ms, 'How long an ask waits for its answer.')
const LOOKUP_TIMEOUT = optionalKey(
  'spark.rpc.lookupTimeout',
  ms,
  'How long finding an endpoint may take.',
)
const NETWORK_TIMEOUT = optionalKey(
  'spark.network.timeout',
  ms,
  'What holds for every network time-out that is not set of its own; 120 s.',
)
const IDLE_TIMEOUT = optionalKey(
  'spark.rpc.io.connectionTimeout',
  ms,
  'How long a connection may be silent while answers are outstanding.',
)
const CONNECT_TIMEOUT = optionalKey(
  'spark.rpc.io.connectionCreationTimeout',
  ms,
  'How long connecting may take.',
)
const HANDSHAKE_TIMEOUT = optionalKey(
  'spark.network.auth.rpcTimeout',
  ms,
  'How long the handshake of a connection may take; 30 s.',
)
const RECONNECT_GRACE = optionalKey(
  'spark.network.reconnectGrace',
  ms,
  'How long a peer whose connection broke may take to return before it counts as lost; 5 s.',
)
const MAX_FRAME = optionalKey(
  'spark.rpc.frame.maxSize',
  byteCount('b'),
  'The longest frame that is accepted; 512 MiB.',
)
const MAX_QUEUED = optionalKey(
  'spark.rpc.outbox.maxBytes',
  byteCount('b'),
  'What may wait for one peer that does not read; 256 MiB.',
)
const MAX_INBOX = optionalKey(
  'spark.rpc.inbox.maxMessages',
  integer,
  'A longer inbox holds back those who fill it; 65,536.',
)
const PORT_RETRIES = optionalKey(
  'spark.port.maxRetries',
  integer,
  'How many further ports are tried when one is taken; 16.',
)
const AUTHENTICATE = key(
  'spark.authenticate',
  boolean,
  'false',
  'Whether peers must prove the shared secret; needed to bind anything but loopback.',
)
const SECRET = optionalKey(
  'spark.authenticate.secret',
  text,
  'The shared secret; the variable _SPARK_AUTH_SECRET comes first.',
)

/** Reads `spark.rpc.*`, `spark.network.*`, `spark.port.maxRetries` and `spark.authenticate*`. */
export function rpcOptionsFrom(
  conf: SettingsSource,
  env: Readonly<Record<string, string | undefined>> = {},
): RpcOptions {
  const first = (
    ...candidates: ConfKey<number | undefined>[]
  ): [name: string | undefined, value: number | undefined] => {
    for (const candidate of candidates) {
      const value = valueOf(conf, candidate)
      if (value !== undefined) return [candidate.name, value]
    }
    return [candidates[0]?.name, undefined]
  }
  const [askTimeoutSetting, askTimeoutMs] = first(ASK_TIMEOUT, NETWORK_TIMEOUT)
  const [lookupTimeoutSetting, lookupTimeoutMs] = first(LOOKUP_TIMEOUT, NETWORK_TIMEOUT)
  return {
    askTimeoutMs,
    askTimeoutSetting,
    lookupTimeoutMs,
    lookupTimeoutSetting,
    idleTimeoutMs: first(IDLE_TIMEOUT, NETWORK_TIMEOUT)[1],
    connectTimeoutMs: first(CONNECT_TIMEOUT, IDLE_TIMEOUT, NETWORK_TIMEOUT)[1],
    handshakeTimeoutMs: valueOf(conf, HANDSHAKE_TIMEOUT),
    reconnectGraceMs: valueOf(conf, RECONNECT_GRACE),
    maxFrameBytes: valueOf(conf, MAX_FRAME),
    maxQueuedBytes: valueOf(conf, MAX_QUEUED),
    maxInboxMessages: valueOf(conf, MAX_INBOX),
    portMaxRetries: valueOf(conf, PORT_RETRIES),
    secret: secretOf(conf, env),
  }
}

function valueOf<T>(conf: SettingsSource, setting: ConfKey<T>): T | undefined {
  const found = conf.get(setting.name) ?? setting.defaultText
  return found === undefined ? undefined : setting.parse(found, setting.name)
}

function secretOf(
  conf: SettingsSource,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (valueOf(conf, AUTHENTICATE) !== true) return undefined
  const secret = env._SPARK_AUTH_SECRET ?? valueOf(conf, SECRET) ?? ''
  if (secret === '') {
    throw new InvalidSettingError(
      SECRET.name,
      secret,
      'the shared secret, since spark.authenticate is true',
    )
  }
  return secret
}
