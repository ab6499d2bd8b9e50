import type { MasterProtocol } from '@firesteel/deploy-messages'
import type { Logger } from '@firesteel/logging'
import type { EndpointRef, PayloadOf, Protocol, SendOf } from '@firesteel/rpc-core'
import type { StoredRecord } from './recovery/records.js'

/** Who this Master is to others. */
export interface MasterIdentity {
  readonly ref: EndpointRef<MasterProtocol>
  /** `spark://host:port` */
  readonly url: string
  /** Empty when no page is served. */
  readonly webUiUrl: string
}

/**
 * What a handler says should happen. In production it is bound to RPC, clock and persistence, in tests
 * to an array. Everything said is done in that order: what is sent after a record was stored leaves
 * when the record is safe.
 */
export interface Out {
  readonly now: number
  readonly logger: Logger
  readonly master: MasterIdentity
  /** `host:port` of the process whose message is handled. */
  readonly sender: string
  send<P extends Protocol, M extends SendOf<P>>(
    to: EndpointRef<P>,
    type: M,
    payload: PayloadOf<M>,
  ): void
  persist(record: StoredRecord): void
  unpersist(name: string): void
  /** Resources or demands changed: plan again when the handlers that are due have run. */
  schedule(): void
}
