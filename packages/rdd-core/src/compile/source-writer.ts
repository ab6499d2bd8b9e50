/** Grows the text of a program: indented lines, loops that are closed in order, names that are unique. */
export class SourceWriter {
  readonly #lines: string[] = []
  readonly #open: string[] = []
  #names = 0

  line(text: string): void {
    this.#lines.push('  '.repeat(this.#open.length) + text)
  }

  /** Opens a block with `head` and returns the depth to close it at. */
  open(head: string, tail = '}'): number {
    this.line(head)
    return this.#open.push(tail) - 1
  }

  /** Closes every block down to `depth`. */
  close(depth: number): void {
    while (this.#open.length > depth) {
      const tail = this.#open.pop() as string
      this.line(tail)
    }
  }

  /** A name that was not given before. */
  name(stem: string): string {
    this.#names += 1
    return `${stem}${this.#names}`
  }

  get text(): string {
    return this.#lines.join('\n')
  }
}
