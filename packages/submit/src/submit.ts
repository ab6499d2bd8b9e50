import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { leaveSubmittedSettings } from '@firesteel/conf'
import { bundleApplication } from './bundle.js'
import { runDriver } from './run-driver.js'
import type { Submission } from './submission.js'

/** The copy of Firesteel that runs an application: its own when its folder has one, else the command's. */
export function installationFor(application: string, own: string): string {
  try {
    return pathToFileURL(createRequire(application).resolve('firesteel')).href
  } catch {
    return own
  }
}

/**
 * Bundles the application and runs its driver in this process with the submission's settings
 * beneath those that the application sets itself. `ownFiresteel` is the URL of the command's copy.
 */
export async function submit(submission: Submission, ownFiresteel: string): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'firesteel-driver-'))
  removeAtTheEnd(dir)
  const bundle = join(dir, 'application.mjs')
  const url = installationFor(submission.application, ownFiresteel)
  const firesteel = (await import(url)) as Record<string, unknown>
  await bundleApplication({
    application: submission.application,
    outfile: bundle,
    supplied: { firesteel: Object.keys(firesteel) },
  })
  leaveSubmittedSettings(submission.conf.getAll())
  process.setSourceMapsEnabled(true)
  await runDriver({
    bundle,
    application: submission.application,
    args: submission.args,
    installation: { firesteel },
  })
}

/** `exit` is not told of signals: without a look at them, an interrupted driver would leave its bundle behind. */
function removeAtTheEnd(dir: string): void {
  const remove = (): void => rmSync(dir, { recursive: true, force: true })
  process.once('exit', remove)
  const onSignal = (signal: NodeJS.Signals): void => {
    remove()
    process.removeListener(signal, onSignal)
    // Nobody else listens: the signal does what it would have done without us.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
}
