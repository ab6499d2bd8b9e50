import { RpcEnv, type EndpointRef, type RpcAddress } from '@firesteel/rpc-core'
import {
  BLOCK_STORAGE_ENDPOINT,
  BlockStorageProtocol,
  COARSE_GRAINED_SCHEDULER_ENDPOINT,
  CoarseGrainedSchedulerProtocol,
  decodeTaskDescription,
  EXECUTOR_ENDPOINT,
  ExecutorProtocol,
  LaunchedExecutor,
  RegisterExecutor,
  StatusUpdate,
  type TaskState,
} from '@firesteel/task-messages'
import type { SuiteRunner } from '@firesteel/task-scheduler/compliance'

/** An executor without slots of its own: what the driver sends goes to a runner. */
export class ManualExecutor {
  readonly env: RpcEnv
  readonly driver: EndpointRef<typeof CoarseGrainedSchedulerProtocol>
  readonly self: EndpointRef<typeof ExecutorProtocol>
  readonly storage: EndpointRef<typeof BlockStorageProtocol>
  readonly received: string[] = []
  readonly removedRdds: number[] = []
  readonly replicated: string[] = []

  static async connect(driver: RpcAddress, runner: SuiteRunner): Promise<ManualExecutor> {
    const env = await RpcEnv.create({ name: 'sparkExecutor', clientMode: true })
    const ref = await env.lookup(
      driver,
      COARSE_GRAINED_SCHEDULER_ENDPOINT,
      CoarseGrainedSchedulerProtocol,
    )
    return new ManualExecutor(env, ref, runner)
  }

  private constructor(
    env: RpcEnv,
    driver: EndpointRef<typeof CoarseGrainedSchedulerProtocol>,
    runner: SuiteRunner,
  ) {
    this.env = env
    this.driver = driver
    this.storage = env.setupEndpoint(BLOCK_STORAGE_ENDPOINT, {
      protocol: BlockStorageProtocol,
      handlers: {
        RemoveRdd: ({ rddId }) => {
          this.removedRdds.push(rddId)
          return 3
        },
        RemoveShuffle: () => false,
        RemoveBlock: () => false,
        RemoveBroadcast: () => false,
        ReplicateBlock: ({ blockId }) => {
          this.replicated.push(blockId)
          return true
        },
      },
    })
    this.self = env.setupEndpoint(EXECUTOR_ENDPOINT, {
      protocol: ExecutorProtocol,
      handlers: {
        LaunchTask: ({ data }) => this.#launch(runner, data),
        LaunchTasks: ({ tasks }) => {
          for (const data of tasks) this.#launch(runner, data)
        },
        KillTask: ({ taskId, interruptThread, reason }) => {
          this.received.push(`KillTask ${taskId}`)
          runner.kill(taskId, interruptThread, reason)
        },
        StopExecutor: () => void this.received.push('StopExecutor'),
        UpdateDelegationTokens: () => {},
        DecommissionExecutor: () => {},
      },
    })
  }

  #launch(runner: SuiteRunner, data: Uint8Array): void {
    const task = decodeTaskDescription(data)
    this.received.push(`LaunchTask ${task.taskId}`)
    runner.launch(task, (state, result) =>
      this.report(task.executorId, task.taskId, { state, data: result }),
    )
  }

  async register(executorId: string, cores: number): Promise<void> {
    await this.driver.ask(RegisterExecutor, {
      executorId,
      executorRef: this.self,
      hostname: 'localhost',
      cores,
      logUrls: {},
      attributes: {},
      resources: {},
      resourceProfileId: 0,
    })
  }

  launched(executorId: string): void {
    this.driver.send(LaunchedExecutor, { executorId })
  }

  report(
    executorId: string,
    taskId: number,
    { state, data }: { readonly state: TaskState; readonly data: Uint8Array },
  ): void {
    this.driver.send(StatusUpdate, {
      executorId,
      taskId,
      state,
      data,
      taskCpus: 1,
      resources: {},
    })
  }
}
