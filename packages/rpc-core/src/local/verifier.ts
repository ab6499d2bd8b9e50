import type { RpcEndpoint } from '../endpoint.js'
import { request, type Schema } from '../protocol.js'

/** The endpoint that every listening environment has. */
export const VERIFIER_NAME = 'endpoint-verifier'

const text: Schema<string> = {
  '~standard': {
    version: 1,
    vendor: 'firesteel',
    validate: (value) =>
      typeof value === 'string' ? { value } : { issues: [{ message: 'expected string' }] },
  },
}

const flag: Schema<boolean> = {
  '~standard': {
    version: 1,
    vendor: 'firesteel',
    validate: (value) =>
      typeof value === 'boolean' ? { value } : { issues: [{ message: 'expected boolean' }] },
  },
}

/** Whether an endpoint of that name exists. */
export const CheckExistence = request('CheckExistence', text, flag)
export const VerifierProtocol = { CheckExistence } as const

/**
 * Answers whether an endpoint exists.
 * @see org.apache.spark.rpc.netty.RpcEndpointVerifier
 */
export const verifier = (has: (name: string) => boolean): RpcEndpoint<typeof VerifierProtocol> => ({
  protocol: VerifierProtocol,
  concurrent: true,
  handlers: { CheckExistence: (name) => has(name) },
})
