import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, rmdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import { randomUUID } from 'node:crypto'
import { PipeError } from '../../errors.js'
import type { SpillFile, TaskRuntime } from '../../task-runtime.js'

const READ_BYTES = 1 << 20
/** Of what the command wrote to standard error, so much is shown when it fails. */
const SHOWN_ERROR_LENGTH = 2_000

/** What a partition is piped through. */
export interface PipeCommand {
  /** The program and its arguments: no shell looks at them. */
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly encoding: BufferEncoding
  readonly separateWorkingDir: boolean
}

type Print = (line: string) => void

/** The user's ways to write what the command reads. */
export interface Printers {
  readonly context: ((print: Print) => void) | undefined
  readonly element: ((record: never, print: Print) => void) | undefined
}

/**
 * Feeds the records to one process and resolves with the lines that it wrote, kept on disk. Input goes
 * in as the process takes it, output is taken at once: however much there is, neither waits for the other.
 * Rejects with a PipeError when the process does not end with 0; it never outlives this call.
 * @see org.apache.spark.rdd.PipedRDD
 */
export async function piped(
  runtime: TaskRuntime,
  batches: Iterable<readonly unknown[]>,
  how: PipeCommand & { readonly printers: Printers; readonly inputFile: string | undefined },
  signal: AbortSignal | undefined,
): Promise<Iterable<readonly string[]>> {
  const dir = how.separateWorkingDir ? workingDirectory() : undefined
  const output = runtime.spillFile()
  const child = spawn(how.command[0] as string, how.command.slice(1), {
    cwd: dir,
    env: { ...process.env, ...inputFileOf(how.inputFile), ...how.env },
    signal,
    killSignal: 'SIGKILL',
  })
  const ended = endOf(child, how.command, output)
  // Looked at below, after the input.
  ended.catch(() => {})
  try {
    await feed(child, inputOf(batches, how), ended)
    await ended
  } finally {
    child.kill('SIGKILL')
    if (dir !== undefined) removeWorkingDirectory(dir)
  }
  return { [Symbol.iterator]: () => linesOf(output, how.encoding) }
}

const inputFileOf = (path: string | undefined): Record<string, string> =>
  path === undefined ? {} : { mapreduce_map_input_file: path, map_input_file: path }

/** A directory of its own in which everything of the present one can be reached. */
function workingDirectory(): string {
  const here = process.cwd()
  const dir = join(here, 'tasks', randomUUID())
  mkdirSync(dir, { recursive: true })
  for (const name of readdirSync(here)) {
    if (name !== 'tasks') symlinkSync(join(here, name), join(dir, name))
  }
  return dir
}

/** The directory, and the one that it stands in once no other task has its own there. */
function removeWorkingDirectory(dir: string): void {
  rmSync(dir, { recursive: true, force: true })
  try {
    rmdirSync(dirname(dir))
  } catch {
    // Another task's is still there.
  }
}

function* inputOf(
  batches: Iterable<readonly unknown[]>,
  { encoding, printers }: { readonly encoding: BufferEncoding; readonly printers: Printers },
): Generator<Buffer, void> {
  let text = ''
  const print: Print = (line) => {
    text += `${line}\n`
  }
  const taken = () => {
    const bytes = Buffer.from(text, encoding)
    text = ''
    return bytes
  }
  printers.context?.(print)
  const element = printers.element ?? ((record: unknown) => print(String(record)))
  for (const batch of batches) {
    for (const record of batch) element(record as never, print)
    yield taken()
  }
  if (text !== '') yield taken()
}

/** Writes the input as fast as it is read; stops when the process reads no more. */
async function feed(
  child: ChildProcessWithoutNullStreams,
  input: Iterable<Buffer>,
  ended: Promise<void>,
): Promise<void> {
  let closed = false
  const { stdin } = child
  const over = new Promise<void>((resolve) => {
    const close = () => {
      closed = true
      resolve()
    }
    // A command such as head reads no further than it wants: its status says whether all is well.
    stdin.on('error', close).on('close', close)
    ended.then(close, close)
  })
  for (const bytes of input) {
    if (closed) return
    if (stdin.write(bytes)) continue
    await Promise.race([over, new Promise<void>((resolve) => stdin.once('drain', resolve))])
  }
  stdin.end()
}

/** Settles when the process is gone and all of its output is taken. */
function endOf(
  child: ChildProcessWithoutNullStreams,
  command: readonly string[],
  output: SpillFile,
): Promise<void> {
  let said = ''
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (bytes: Buffer) => void output.append(bytes))
    child.stderr.on('data', (bytes: Buffer) => {
      process.stderr.write(bytes)
      said = `${said}${bytes.toString('utf8')}`.slice(-SHOWN_ERROR_LENGTH)
    })
    child.on('error', (error) => reject(new PipeError(command, whyNotStarted(error), error)))
    child.on('close', (status, signal) => {
      if (status === 0) return resolve()
      const how = signal === null ? `exited with status ${status}` : `was ended by ${signal}`
      reject(new PipeError(command, said === '' ? how : `${how} and said: ${said.trimEnd()}`))
    })
  })
}

/** What stood in the way of a process. */
function whyNotStarted(error: NodeJS.ErrnoException): string {
  if (error.code !== 'ENOENT') return `could not be run: ${error.message}`
  return 'could not be started: there is no such command on the PATH of the executor, nor the directory it was to run in'
}

/** The lines of the output; LF, CR and CRLF end one. */
function* linesOf(file: SpillFile, encoding: BufferEncoding): Generator<readonly string[], void> {
  const decoder = new StringDecoder(encoding)
  let rest = ''
  // A CR at the end of a piece may be half a CRLF.
  let held = ''
  for (let at = 0; at < file.length; ) {
    const length = Math.min(READ_BYTES, file.length - at)
    const text = held + decoder.write(Buffer.from(file.read(at, length)))
    at += length
    held = text.endsWith('\r') && at < file.length ? '\r' : ''
    const lines = text.slice(0, text.length - held.length).split(/\r\n|\n|\r/)
    lines[0] = rest + (lines[0] as string)
    rest = lines.pop() as string
    if (lines.length > 0) yield lines
  }
  rest += decoder.end()
  if (rest !== '') yield [rest]
}
