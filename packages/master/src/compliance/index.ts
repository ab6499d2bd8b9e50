export { persistenceEngineCompliance } from './persistence-engine.js'
export type { ComplianceTest, PersistenceHarness } from './persistence-engine.js'
