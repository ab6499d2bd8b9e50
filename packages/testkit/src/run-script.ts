import { spawn } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { fencedCode } from './readme.js'

/** How a process ended and what it said. */
export interface Finished {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** How to run a process to its end. */
export interface RunOptions {
  readonly cwd?: string | undefined
  readonly env?: Readonly<Record<string, string>> | undefined
  /** Killed after this long; 60 s unless said. */
  readonly withinMs?: number | undefined
  readonly nodeArgs?: readonly string[] | undefined
}

/** Runs a Node program (TypeScript too) to its end. */
export function runNode(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const child = spawn(process.execPath, [...(options.nodeArgs ?? ['--import', 'tsx']), ...args], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const kill = setTimeout(() => child.kill('SIGKILL'), options.withinMs ?? 60_000)
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearTimeout(kill)
      resolve({ code, signal, stdout, stderr })
    })
  })
}

/**
 * Runs the `index`th TypeScript block of a package's README as a program inside that package, so
 * that its imports resolve as its user's would; `packageDir` is the package's URL.
 */
export async function runReadme(packageDir: URL, index = 0): Promise<Finished> {
  const program = fileURLToPath(new URL(`.readme-${process.pid}-${index}.ts`, packageDir))
  writeFileSync(program, fencedCode(new URL('README.md', packageDir), 'ts', index))
  try {
    return await runNode([program], { cwd: fileURLToPath(packageDir) })
  } finally {
    rmSync(program, { force: true })
  }
}
