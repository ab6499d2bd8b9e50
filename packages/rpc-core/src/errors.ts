import { SparkError } from '@firesteel/errors'

/** An address that cannot be read. */
export class RpcInvalidAddressError extends SparkError {
  constructor(what: string, url: string) {
    const form = what === 'master' ? 'spark://host:port' : 'spark://name@host:port'
    super('RPC_INVALID_ADDRESS', `Invalid ${what} URL: ${url} (expected ${form})`, {
      details: { url },
    })
  }
}

/** Nobody registered an endpoint of that name over there. */
export class RpcEndpointNotFoundError extends SparkError {
  constructor(uri: string) {
    super('RPC_ENDPOINT_NOT_FOUND', `Cannot find endpoint: ${uri}`, { details: { uri } })
  }
}

/** The name is taken in this environment. */
export class RpcEndpointExistsError extends SparkError {
  constructor(name: string) {
    super('RPC_ENDPOINT_EXISTS', `There is already an RpcEndpoint called ${name}`, {
      details: { name },
    })
  }
}

/** The environment has been shut down. */
export class RpcEnvStoppedError extends SparkError {
  constructor(what = 'RpcEnv already stopped.') {
    super('RPC_ENV_STOPPED', what)
  }
}

/** The endpoint was stopped before it came to this message. */
export class RpcEndpointStoppedError extends SparkError {
  constructor(name: string) {
    super('RPC_ENDPOINT_STOPPED', `The endpoint ${name} was stopped before it read this message`, {
      details: { name },
    })
  }
}

/** No answer in time; says which setting to raise. */
export class AskTimeoutError extends SparkError {
  constructor(receiver: string, timeoutMs: number, setting: string) {
    super(
      'RPC_ASK_TIMEOUT',
      `Cannot receive any reply from ${receiver} in ${timeoutMs} ms. This timeout is controlled by ${setting}`,
      { retryable: true, details: { receiver, timeoutMs, setting } },
    )
  }
}

/** The connection ended while an answer was outstanding: it may or may not have been acted on. */
export class RpcConnectionLostError extends SparkError {
  constructor(peer: string, cause?: Error) {
    super('RPC_CONNECTION_LOST', `Connection from ${peer} closed before its answer arrived`, {
      retryable: true,
      details: { peer },
      cause,
    })
  }
}

/** Nobody could be reached at that address. */
export class RpcConnectError extends SparkError {
  constructor(peer: string, cause?: Error) {
    const why = cause === undefined ? '' : `: ${cause.message}`
    super('RPC_CONNECT_FAILED', `Failed to connect to ${peer}${why}`, {
      retryable: true,
      details: { peer },
      cause,
    })
  }
}

/** A client-mode endpoint can be reached only over the connection that its reference came by. */
export class RpcUnreachableError extends SparkError {
  constructor(uri: string) {
    super(
      'RPC_UNREACHABLE',
      `Cannot send message to client endpoint ${uri} with no listen address: its connection is gone or belongs to another process`,
      { details: { uri } },
    )
  }
}

/** The receiver has no handler for a message of that name. */
export class RpcUnknownMessageError extends SparkError {
  constructor(endpoint: string, message: string, accepted: readonly string[], from: string) {
    super(
      'RPC_UNKNOWN_MESSAGE',
      `Unsupported message ${message} from ${from}: endpoint ${endpoint} accepts ${accepted.join(', ') || 'none'}`,
      { details: { endpoint, message, accepted } },
    )
  }
}

/** What is wrong with one field of a message. */
export interface InvalidField {
  readonly path: string
  readonly expected: string
  readonly found: string
}

/** A message or an answer does not look as its schema says. */
export class RpcInvalidMessageError extends SparkError {
  constructor(message: string, what: 'message' | 'reply', fields: readonly InvalidField[]) {
    const list = fields.map((f) => `${f.path || '(payload)'}: ${f.expected}, found ${f.found}`)
    super('RPC_INVALID_MESSAGE', `Invalid ${what} ${message}: ${list.join('; ')}`, {
      details: { message, what, fields },
    })
  }
}

/** The peer's bytes cannot be read. */
export class RpcProtocolError extends SparkError {
  constructor(what: string, cause?: unknown) {
    super('RPC_PROTOCOL', what, { cause })
  }
}

/** The two sides speak no common wire version. */
export class RpcVersionMismatchError extends SparkError {
  constructor(peer: string, ours: string, theirs: string) {
    super(
      'RPC_VERSION_MISMATCH',
      `${peer} speaks wire versions ${theirs}, this process speaks ${ours}: install the same version on both`,
      { details: { ours, theirs } },
    )
  }
}

/** The two sides share no payload codec. */
export class RpcCodecMismatchError extends SparkError {
  constructor(peer: string, ours: string, theirs: string) {
    super('RPC_CODEC_MISMATCH', `${peer} speaks codec ${theirs}, this process speaks ${ours}`, {
      details: { ours, theirs },
    })
  }
}

/** The two sides do not share a secret. */
export class RpcAuthenticationError extends SparkError {
  constructor(peer: string, why: string) {
    super(
      'RPC_AUTHENTICATION',
      `Authentication with ${peer} failed: ${why}. Both sides need the same spark.authenticate.secret`,
      { details: { peer } },
    )
  }
}

/** Without a secret only loopback may be bound. */
export class RpcInsecureBindError extends SparkError {
  constructor(host: string) {
    super(
      'RPC_INSECURE_BIND',
      `Refusing to listen on ${host} without authentication: set spark.authenticate=true and spark.authenticate.secret, or listen on 127.0.0.1`,
      { details: { host } },
    )
  }
}

/** Every port that was tried is taken. */
export class RpcBindError extends SparkError {
  constructor(service: string, host: string, port: number, tries: number, cause: Error) {
    super(
      'RPC_BIND',
      `${service} could not listen on ${host}:${port} after ${tries} ${tries === 1 ? 'try' : 'tries'}: ${cause.message}. Choose a free port, 0 for any, or raise spark.port.maxRetries`,
      { details: { service, host, port, tries }, cause },
    )
  }
}

/** Too many bytes wait for a peer that does not read. */
export class RpcOutboxFullError extends SparkError {
  constructor(peer: string, limitBytes: number) {
    super(
      'RPC_OUTBOX_FULL',
      `More than ${limitBytes} bytes wait for ${peer}, which does not read them; the limit is spark.rpc.outbox.maxBytes`,
      { retryable: true, details: { peer, limitBytes } },
    )
  }
}

/** A file or a block that the peer does not serve. */
export class RpcStreamNotFoundError extends SparkError {
  constructor(streamId: string, why: string) {
    super('RPC_STREAM_NOT_FOUND', `Stream '${streamId}' was not opened: ${why}`, {
      details: { streamId },
    })
  }
}

/** The other side's raw handler or dispatcher failed; its text is all that the frame carries. */
export class RpcRemoteError extends SparkError {
  constructor(text: string) {
    super('RPC_REMOTE_FAILURE', text)
  }
}

/** A file, directory or prefix that cannot be served. */
export class RpcFileServerError extends SparkError {
  constructor(what: string) {
    super('RPC_FILE_SERVER', what)
  }
}
