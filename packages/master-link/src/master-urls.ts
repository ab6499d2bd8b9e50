import { RpcAddress } from '@firesteel/rpc-core'
import { MasterUrlError } from './errors.js'

/** The addresses of `spark://h1:p1,h2:p2` (the prefix may be repeated or left out); throws `MASTER_URL_INVALID`. */
export function parseMasterUrls(text: string): readonly RpcAddress[] {
  const parts = text.split(',').map((part) => part.trim().replace(/^spark:\/\//, ''))
  if (parts.some((part) => part === '')) throw new MasterUrlError(text)
  return parts.map((part) => {
    try {
      return RpcAddress.fromHostPort(part)
    } catch (cause) {
      throw new MasterUrlError(text, cause)
    }
  })
}

/** `spark://h1:p1,h2:p2` of some addresses. */
export const formatMasterUrls = (masters: readonly RpcAddress[]): string =>
  `spark://${masters.map((master) => master.hostPort).join(',')}`
