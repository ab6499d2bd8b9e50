import { networkInterfaces } from 'node:os'

/**
 * A host under which others reach who listens on `host`: itself, or for all addresses (0.0.0.0, ::) the first
 * of the machine that is not loopback, IPv4 before IPv6.
 * @see org.apache.spark.util.Utils.localHostName
 */
export function reachableHost(host: string): string {
  if (host !== '0.0.0.0' && host !== '[::]' && host !== '::') return host
  const addresses = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter(({ internal, address }) => !internal && !/^(169\.254\.|fe80:)/i.test(address))
  const best = addresses.find(({ family }) => family === 'IPv4') ?? addresses[0]
  return best?.address ?? '127.0.0.1'
}
