import type { CaptureContext } from './context.js'
import { isAssigned } from './shared-variables.js'
import { fileOf } from './subject.js'

/**
 * Warns of captured variables that are undefined and that no captured function sets: on Node 20 a
 * `const` further down looks like that until it is reached.
 */
export function warnOfUndefined({ uses, warn }: CaptureContext): void {
  for (const use of uses) {
    const { name, scope, subject } = use
    if (scope.variables[name] !== undefined || isAssigned(use, uses)) continue
    const url = subject.script?.url
    warn({
      code: 'CLOSURE_CAPTURES_UNDEFINED',
      variable: name,
      message:
        `a closure${url ? ` of ${fileOf(url)}` : ''} captures '${name}', which is undefined now: ` +
        'if it gets its value further down, start the job after that',
    })
  }
}
