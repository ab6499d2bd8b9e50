import type { LeaderElection, LeadershipListener } from './leader-election.js'

/** Elects the only Master there is, at once. @see org.apache.spark.deploy.master.MonarchyLeaderAgent */
export class SingleLeader implements LeaderElection {
  async start(listener: LeadershipListener): Promise<void> {
    listener.elected()
  }

  async stop(): Promise<void> {}
}
