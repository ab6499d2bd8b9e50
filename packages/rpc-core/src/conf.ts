import { RpcSettingError } from './errors.js'

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

/** Reads `spark.rpc.*`, `spark.network.*`, `spark.port.maxRetries` and `spark.authenticate*`. */
export function rpcOptionsFrom(
  conf: SettingsSource,
  env: Readonly<Record<string, string | undefined>> = {},
): RpcOptions {
  const first = (...keys: string[]): [string, number | undefined] => {
    for (const key of keys) {
      const value = conf.get(key)
      if (value !== undefined) return [key, durationMs(key, value)]
    }
    return [keys[0] as string, undefined]
  }
  const [askTimeoutSetting, askTimeoutMs] = first('spark.rpc.askTimeout', 'spark.network.timeout')
  const [lookupTimeoutSetting, lookupTimeoutMs] = first(
    'spark.rpc.lookupTimeout',
    'spark.network.timeout',
  )
  return {
    askTimeoutMs,
    askTimeoutSetting,
    lookupTimeoutMs,
    lookupTimeoutSetting,
    idleTimeoutMs: first('spark.rpc.io.connectionTimeout', 'spark.network.timeout')[1],
    connectTimeoutMs: first(
      'spark.rpc.io.connectionCreationTimeout',
      'spark.rpc.io.connectionTimeout',
      'spark.network.timeout',
    )[1],
    handshakeTimeoutMs: first('spark.network.auth.rpcTimeout')[1],
    reconnectGraceMs: first('spark.network.reconnectGrace')[1],
    maxFrameBytes: bytesOf(conf, 'spark.rpc.frame.maxSize'),
    maxQueuedBytes: bytesOf(conf, 'spark.rpc.outbox.maxBytes'),
    maxInboxMessages: countOf(conf, 'spark.rpc.inbox.maxMessages'),
    portMaxRetries: countOf(conf, 'spark.port.maxRetries'),
    secret: secretOf(conf, env),
  }
}

function secretOf(
  conf: SettingsSource,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const asked = conf.get('spark.authenticate') ?? 'false'
  if (asked !== 'true' && asked !== 'false') {
    throw new RpcSettingError('spark.authenticate', asked, 'true or false')
  }
  if (asked === 'false') return undefined
  const secret = env._SPARK_AUTH_SECRET ?? conf.get('spark.authenticate.secret') ?? ''
  if (secret === '') {
    throw new RpcSettingError(
      'spark.authenticate.secret',
      secret,
      'the shared secret, since spark.authenticate is true',
    )
  }
  return secret
}

const UNIT_MS: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/** A duration as Spark writes it: `120s`, `5min`, `100ms`; seconds without a unit. */
function durationMs(key: string, text: string): number {
  const match = /^(\d+)\s*(us|ms|s|m|min|h|d)?$/.exec(text.trim().toLowerCase())
  if (match === null) throw new RpcSettingError(key, text, 'a duration such as 120s, 5min or 100ms')
  return Number(match[1]) * (UNIT_MS[match[2] ?? 's'] as number)
}

const UNIT_BYTES: Readonly<Record<string, number>> = {
  b: 1,
  k: 1024,
  kb: 1024,
  m: 1024 ** 2,
  mb: 1024 ** 2,
  g: 1024 ** 3,
  gb: 1024 ** 3,
}

function bytesOf(conf: SettingsSource, key: string): number | undefined {
  const text = conf.get(key)
  if (text === undefined) return undefined
  const match = /^(\d+)\s*(b|kb?|mb?|gb?)?$/.exec(text.trim().toLowerCase())
  if (match === null) throw new RpcSettingError(key, text, 'a size such as 64k, 128m or 1g')
  return Number(match[1]) * (UNIT_BYTES[match[2] ?? 'b'] as number)
}

function countOf(conf: SettingsSource, key: string): number | undefined {
  const text = conf.get(key)
  if (text === undefined) return undefined
  if (!/^\d+$/.test(text.trim())) throw new RpcSettingError(key, text, 'a whole number')
  return Number(text)
}
