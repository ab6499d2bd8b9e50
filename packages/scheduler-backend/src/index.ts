export type { ReportStatus, TaskRunner } from './task-runner.js'
