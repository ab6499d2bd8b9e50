import { redact } from '@firesteel/conf'
import { isSparkError } from '@firesteel/errors'
import { submissionFrom, submit } from '@firesteel/submit'
import { CommanderError } from 'commander'
import { type SubmitArguments, parseArguments } from './args.js'
import { reexecWithHeap } from './driver-memory.js'
import { failureText } from './show-failure.js'

export { parseArguments } from './args.js'
export type { SubmitArguments } from './args.js'

/** Exit status of a usage error. */
const USAGE = 2

/**
 * `firesteel submit …`: sets the process's exit code; the application may go on when this resolves.
 * `ownFiresteel` is the URL of the copy that runs applications which have none of their own.
 */
export async function main(argv: readonly string[], ownFiresteel: string): Promise<void> {
  let parsed: SubmitArguments
  try {
    parsed = parseArguments(argv)
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode !== 0) complain(error.message.replace(/^error: /, ''), USAGE)
    return
  }
  try {
    const { application, args, options } = parsed
    const submission = submissionFrom(application, args, options, process.env)
    if (options.verbose) {
      for (const [name, value] of submission.conf.getAll()) {
        console.error(`${name}=${redact(name, value)} (${submission.conf.sourceOf(name)})`)
      }
    }
    if (reexecWithHeap(submission.conf)) return
    process.on('uncaughtException', failLate)
    await submit(submission, ownFiresteel)
  } catch (error) {
    if (isSparkError(error) && error.code === 'SUBMIT_INVALID') complain(error.message, USAGE)
    else if (isSparkError(error) && /^(CONF_|SUBMIT_)/.test(error.code))
      complain(error.message, USAGE)
    else {
      console.error(failureText(error))
      process.exitCode = 1
    }
  }
}

/** What fails after the entry's evaluation (a promise that nobody awaits), unless the application looks itself. */
function failLate(error: Error): void {
  if (process.listenerCount('uncaughtException') > 1) return
  console.error(failureText(error))
  process.exit(1)
}

function complain(message: string, exitCode: number): void {
  console.error(`firesteel submit: ${message}`)
  process.exitCode = exitCode
}
