import { isAscii, isUtf8 } from 'node:buffer'
import { TEXT_MODULE } from './text-module.js'
import type { TextPlan } from './text-plan.js'
import { WasmInstance, type WasmMemory, WasmModule } from './web-assembly.js'

interface Exports {
  readonly memory: WasmMemory
  start(separator: number, runs: boolean, dropEmpty: boolean, countOnly: boolean): void
  input(bytes: number): number
  feed(from: number, length: number, last: boolean): void
  clear(): void
  size(): number
  entry(): number
  used(): number
  wordCount(): bigint
  lineCount(): bigint
}

/** What a {@link TextKernel} is made of. */
export interface TextKernelOptions {
  readonly plan: TextPlan
  /** Bytes that are read at a time; grown for a word that is longer. */
  readonly inputBytes?: number | undefined
}

const INPUT_BYTES = 1 << 20
const ENTRY_BYTES = 24
const [LINE_FEED, CARRIAGE_RETURN] = [2, 3]

let compiled: WasmModule | undefined

/**
 * Counts words of text inside WebAssembly, in a table of its own outside the JavaScript heap.
 *
 * Text comes in stretches of any length: `space` is where the next bytes go, `take` works on as much
 * of them as ends with a border of words. Bytes that are not UTF-8 count as U+FFFD, as when decoded.
 */
export class TextKernel {
  readonly #plan: TextPlan
  readonly #exports: Exports
  readonly #isBorder = new Uint8Array(256)
  #inputAt: number
  #inputBytes: number
  /** Bytes of a word that may go on. */
  #carried = 0
  #onlyAscii = true
  readonly #beyondAscii: RegExp | undefined

  constructor({ plan, inputBytes = INPUT_BYTES }: TextKernelOptions) {
    compiled ??= new WasmModule(Buffer.from(TEXT_MODULE, 'base64'))
    this.#plan = plan
    this.#exports = new WasmInstance(compiled, {
      env: {
        abort: () => {
          throw new RangeError('the text kernel ran out of memory: 4 GiB of words in one task')
        },
      },
    }).exports as unknown as Exports
    const { separators, unit, runs } = plan.split
    const single = separators.length === 1 && unit === undefined ? separators.charCodeAt(0) : -1
    this.#exports.start(single, runs, plan.dropEmpty, plan.output.kind === 'count')
    for (const separator of separators) this.#isBorder[separator.charCodeAt(0)] = 1
    this.#isBorder[10] = LINE_FEED
    this.#isBorder[13] = CARRIAGE_RETURN
    new Uint8Array(this.#exports.memory.buffer).set(this.#isBorder)
    if (unit !== undefined) this.#beyondAscii = new RegExp(`(?=[^\\x00-\\x7f])(?:${unit})`, 'g')
    this.#inputBytes = inputBytes
    this.#inputAt = this.#exports.input(inputBytes + 16)
  }

  /** Where the next bytes of the text are to be put; valid until `take`. Never empty. */
  get space(): Uint8Array {
    if (this.#carried === this.#inputBytes) this.#growInput()
    return this.#bytes(this.#inputAt + this.#carried, this.#inputBytes - this.#carried)
  }

  /** Works on the first `count` bytes of `space`; with `last`, the text ends behind them. */
  take(count: number, last: boolean): void {
    const have = this.#carried + count
    const bytes = this.#bytes(this.#inputAt, have)
    let border = have
    if (!last) while (border > 0 && this.#isBorder[bytes[border - 1] as number] === 0) border--
    if (border > 0 || last) this.#feed(bytes.subarray(0, border), last)
    // The memory may have moved.
    if (border > 0) this.#bytes(this.#inputAt, have).copyWithin(0, border)
    this.#carried = have - border
  }

  /** Different words so far. */
  get size(): number {
    return this.#exports.size()
  }

  /** Words so far, each as often as it occurs. */
  get words(): number {
    return Number(this.#exports.wordCount())
  }

  /** Lines so far. */
  get lines(): number {
    return Number(this.#exports.lineCount())
  }

  /** Bytes of memory that it has taken. */
  get usedBytes(): number {
    return this.#exports.used()
  }

  /** Hands over each word with its value, in the order in which they were first seen, and forgets them. */
  drain(each: (word: string, value: number | null) => void): void {
    const { output } = this.#plan
    const { memory } = this.#exports
    const all = Buffer.from(memory.buffer)
    const view = new DataView(memory.buffer)
    const size = this.size
    const encoding = this.#onlyAscii ? 'latin1' : 'utf8'
    for (let index = 0, at = this.#exports.entry(); index < size; index++, at += ENTRY_BYTES) {
      const start = view.getUint32(at, true)
      const end = start + view.getUint32(at + 4, true)
      const word = all.toString(encoding, start, end)
      each(word, valueOf(output, view.getFloat64(at + 16, true)))
    }
    this.#exports.clear()
  }

  #feed(bytes: Uint8Array, last: boolean): void {
    const { lowerCase } = this.#plan.split
    if (isAscii(bytes)) {
      if (lowerCase) toLowerCase(bytes)
      return this.#exports.feed(bytes.byteOffset, bytes.length, last)
    }
    this.#onlyAscii = false
    if (!lowerCase && this.#beyondAscii === undefined && isUtf8(bytes)) {
      return this.#exports.feed(bytes.byteOffset, bytes.length, last)
    }
    let text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')
    if (lowerCase) text = text.toLowerCase()
    if (this.#beyondAscii !== undefined) {
      text = text.replace(this.#beyondAscii, this.#plan.split.separators[0] as string)
    }
    const made = Buffer.from(text)
    const at = this.#scratch(made.length)
    this.#bytes(at, made.length).set(made)
    this.#exports.feed(at, made.length, last)
  }

  #scratchAt = 0
  #scratchBytes = 0

  #scratch(bytes: number): number {
    if (bytes > this.#scratchBytes) {
      this.#scratchBytes = bytes * 2
      this.#scratchAt = this.#exports.input(this.#scratchBytes + 16)
    }
    return this.#scratchAt
  }

  #growInput(): void {
    const at = this.#exports.input(this.#inputBytes * 2 + 16)
    this.#bytes(at, this.#carried).set(this.#bytes(this.#inputAt, this.#carried))
    this.#inputAt = at
    this.#inputBytes *= 2
  }

  #bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.#exports.memory.buffer, at, length)
  }
}

function valueOf(output: TextPlan['output'], seen: number): number | null {
  if (output.kind === 'count') return null
  switch (output.fold) {
    case 'sum':
      return (output.value as number) * seen
    case 'count':
      return seen
    default:
      return output.value
  }
}

/** Of ASCII, in place. */
function toLowerCase(bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number
    if (byte >= 65 && byte <= 90) bytes[i] = byte | 32
  }
}
