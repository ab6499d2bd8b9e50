/** A record that was found and could not be read; it was put where it disturbs nobody. */
export interface DamagedRecord {
  readonly name: string
  /** Where it is now. */
  readonly keptAs: string
  readonly reason: string
}

/** What a {@link PersistenceEngine} holds. */
export interface StoredRecords {
  readonly records: readonly { readonly name: string; readonly value: unknown }[]
  readonly damaged: readonly DamagedRecord[]
}

/**
 * Remembers records of plain JSON data by name over the death of the process, at any instant.
 *
 * When `persist` or `unpersist` has resolved, the change is there after a crash; before, either the old
 * or the new content is, never a part. Calls take effect in the order in which they were made.
 * @see org.apache.spark.deploy.master.PersistenceEngine
 */
export interface PersistenceEngine {
  /** Stores `value` under `name`, over what was there. */
  persist(name: string, value: unknown): Promise<void>
  /** Forgets `name`; nothing happens when it is not there. */
  unpersist(name: string): Promise<void>
  /** Every record, ordered by name. A damaged one is set aside and reported, never fatal. */
  readAll(): Promise<StoredRecords>
  close(): Promise<void>
}
