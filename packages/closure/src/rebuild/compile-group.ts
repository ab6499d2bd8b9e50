import type { Source } from '../graph.js'
import { type Holed, declare, factoryAround, run } from './compile.js'

/** A member of a group: its source, and whether its names are bound for it alone. */
export interface GroupMember extends Holed {
  /** Its names are its own: another member binds one of them to something else, or it knows itself by one. */
  readonly apart: boolean
}

/** Makes the functions of a group; `slots` has their values, and takes a setter for each hole. */
export type GroupFactory = (slots: unknown[]) => unknown[]

/** What a group is compiled from. Slots: one for each name, then one array for each member that stands apart. */
export interface GroupText {
  /** Names bound around all members: those that they share and those that they capture. */
  readonly names: readonly string[]
  /** Which of `names` are filled after the functions are made. */
  readonly holes: ReadonlySet<number>
  readonly members: readonly GroupMember[]
}

// Wider gaps than this (functions of one bundled line) are left out; the columns are wrong then.
const WIDEST_GAP = 100_000

/**
 * Compiles functions of one script around the variables that they share, each at its place. Between
 * two of them stand three characters, which is what a minifier leaves there at least.
 */
export function compileGroup({ names, holes, members }: GroupText): GroupFactory {
  const [first] = members
  if (first === undefined) throw new Error('a group without members')
  const $ = parameterFor(members)
  const { strict } = first.source
  const declarations = names.map((name, at) => declare($, at, name, holes.has(at)))
  const text = new PlacedText(
    `(function(${$}){${strict ? '"use strict";' : ''}${declarations.join('')}return [`,
    first.source,
  )
  let apart = names.length
  for (const member of members) {
    if (member !== first) text.add(',')
    const { source } = member
    if (member.apart) {
      const { head, tail } = factoryAround(member)
      text.addAt(source, head, `${tail}(${$}[${apart++}])`)
    } else {
      const [open, close] = source.kind === 'member' ? ['({', '})'] : ['(', ')']
      text.addAt(source, open, close)
    }
  }
  text.add(']})')
  return run(text.text, first.source, text.opening) as GroupFactory
}

/** A name that occurs in none of the texts. */
function parameterFor(members: readonly GroupMember[]): string {
  for (let n = 0; ; n++) {
    const name = `$${n}`
    if (members.every(({ source: { text } }) => !text.includes(name))) return name
  }
}

/** Text that grows, with pieces at given lines and columns. */
class PlacedText {
  text: string
  /** Where the first piece begins. */
  opening = -1
  #line: number
  #column = 0

  constructor(head: string, { line }: Source) {
    this.text = head
    this.#line = line
  }

  add(text: string): void {
    this.text += text
    this.#column += text.length
  }

  addAt({ text, line, column }: Source, before: string, after: string): void {
    if (this.opening < 0) {
      this.opening = this.text.length + before.length
    } else {
      const down = line - this.#line
      const across = column - before.length - (down > 0 ? 0 : this.#column)
      if (down >= 0 && across >= 0 && across < WIDEST_GAP) {
        this.text += '\n'.repeat(down) + ' '.repeat(across)
      }
    }
    this.text += before + text + after
    const lines = text.split('\n')
    this.#line = line + lines.length - 1
    const start = lines.length === 1 ? column : 0
    this.#column = start + (lines.at(-1) as string).length + after.length
  }
}
