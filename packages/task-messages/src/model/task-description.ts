/**
 * One task attempt as the driver sends it: all that an executor needs to run it.
 *
 * The stage's binary is attached the first time that an executor gets a task of it; the connection
 * keeps order, so a later task may name it by `binaryId` alone.
 * @see org.apache.spark.scheduler.TaskDescription
 */
export interface TaskDescription {
  /** TID: unique in its application, counted from 0. */
  readonly taskId: number
  readonly attemptNumber: number
  readonly executorId: string
  /** The executor's slot that runs it, chosen by the driver. */
  readonly slot: number
  /** For logs: `task 3.0 in stage 1.0`. */
  readonly name: string
  /** Its place in its task set. */
  readonly index: number
  readonly partitionId: number
  readonly stageId: number
  readonly stageAttemptId: number
  readonly jobId: number
  readonly cpus: number
  readonly properties: Readonly<Record<string, string>>
  readonly binaryId: string
  readonly binary?: Uint8Array | undefined
  /** This partition's own data, such as a slice of `parallelize`. */
  readonly partition: Uint8Array
  /** Where its shuffle inputs are. */
  readonly inputs: Uint8Array
}
