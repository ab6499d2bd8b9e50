import type { PersistenceEngine, StoredRecords } from './persistence-engine.js'

/** Forgets on purpose: a Master that restarts begins anew. @see org.apache.spark.deploy.master.BlackHolePersistenceEngine */
export class NoPersistence implements PersistenceEngine {
  async persist(): Promise<void> {}
  async unpersist(): Promise<void> {}
  async readAll(): Promise<StoredRecords> {
    return { records: [], damaged: [] }
  }
  async close(): Promise<void> {}
}
