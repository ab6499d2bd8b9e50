/** What a Master wants to hear. */
export interface LeadershipListener {
  elected(): void
  revoked(): void
}

/**
 * Decides which of several Masters leads. Calls the listener on changes only, never after `stop`.
 * @see org.apache.spark.deploy.master.LeaderElectionAgent
 */
export interface LeaderElection {
  start(listener: LeadershipListener): Promise<void>
  stop(): Promise<void>
}
