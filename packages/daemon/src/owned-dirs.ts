import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** In a directory: which process it belongs to. */
const OWNER_FILE = '.owner'

interface Owner {
  readonly pid: number
  /** When the process began, as the system tells it; absent where it does not. */
  readonly began?: string | undefined
}

/** When a process began, in a form that only it has among those of its number; undefined where that is unknown. */
function beganAt(pid: number): string | undefined {
  try {
    // The name may hold spaces and parentheses: the fields are counted from behind it.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}

/** Notes in `dir` that it belongs to this process and may go when that is gone. */
export function claimDir(dir: string): void {
  const owner: Owner = { pid: process.pid, began: beganAt(process.pid) }
  writeFileSync(join(dir, OWNER_FILE), JSON.stringify(owner))
}

/**
 * Removes the directories below `root` whose names begin with `prefix` and whose owner is gone: a process
 * that was killed removes nothing itself. Those without a note of an owner stay. Returns their paths.
 */
export function sweepOwnedDirs(root: string, prefix: string): string[] {
  const swept: string[] = []
  for (const name of namesIn(root)) {
    if (!name.startsWith(prefix)) continue
    const dir = join(root, name)
    const owner = ownerOf(dir)
    if (owner === undefined || isAlive(owner)) continue
    try {
      rmSync(dir, { recursive: true, force: true })
      swept.push(dir)
    } catch {
      // Somebody else's, or being swept by another process just now.
    }
  }
  return swept
}

function namesIn(root: string): string[] {
  try {
    return readdirSync(root)
  } catch {
    return []
  }
}

function ownerOf(dir: string): Owner | undefined {
  try {
    const owner = JSON.parse(readFileSync(join(dir, OWNER_FILE), 'utf8')) as Owner
    return Number.isInteger(owner.pid) ? owner : undefined
  } catch {
    return undefined
  }
}

function isAlive({ pid, began }: Owner): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // Another user's process is there all the same.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  // The number may have been given to another process since.
  const now = beganAt(pid)
  return began === undefined || now === undefined || now === began
}
