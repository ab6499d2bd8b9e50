import type { Group, Node, Ref, Source } from '../graph.js'
import { type Factory, compileGroup, compileSource, onlyMember } from './compile.js'
import { BUILDING, type Links } from './links.js'

type FunctionNode = Extract<Node, readonly ['function', ...unknown[]]>

/** Makes the functions of one graph; those that share a variable are compiled together. */
export class FunctionMaker {
  readonly #links: Links
  readonly #groups = new Map<number, Group>()
  readonly #factories = new Map<Group, ReadonlyMap<number, Factory>>()

  constructor(links: Links) {
    this.#links = links
    for (const group of links.data.groups) {
      for (const member of group.members) this.#groups.set(member, group)
    }
  }

  make(node: FunctionNode, index: number): Function {
    const [, sourceIndex, refs, facts] = node
    const source = this.#sourceAt(sourceIndex)
    const slots = refs.map((ref) => this.#links.value(ref))
    const group = this.#groups.get(index)
    const holes =
      group === undefined
        ? new Set(slots.flatMap((value, at) => (value === BUILDING ? [at] : [])))
        : this.#functionsAmong(refs)
    const factory =
      group === undefined ? compileSource({ source, holes }) : this.#factoriesOf(group).get(index)
    let made = (factory as Factory)(slots) as Function
    if (source.kind === 'member') made = onlyMember(made)
    for (const at of holes) this.#links.give(refs[at] as Ref, slots[at] as (v: unknown) => void)
    if (facts.name !== undefined && made.name !== facts.name) {
      Object.defineProperty(made, 'name', { value: facts.name, configurable: true })
    }
    if (facts.proto !== undefined) this.#links.setPrototype(made, facts.proto)
    return made
  }

  #factoriesOf(group: Group): ReadonlyMap<number, Factory> {
    const known = this.#factories.get(group)
    if (known !== undefined) return known
    const members = group.members.map((member) => {
      const [, source, refs] = this.#links.data.nodes[member] as FunctionNode
      return { member, source: this.#sourceAt(source), holes: this.#functionsAmong(refs) }
    })
    members.sort((a, b) => a.source.line - b.source.line || a.source.column - b.source.column)
    const setters: unknown[] = []
    const made = compileGroup(group.variables, members)(setters)
    const factories = new Map(members.map(({ member }, at) => [member, made[at] as Factory]))
    this.#factories.set(group, factories)
    for (const [at, ref] of group.refs.entries()) {
      this.#links.give(ref, setters[at] as (value: unknown) => void)
    }
    return factories
  }

  /** Which references are to functions: in a group each of them may be the one that is being made. */
  #functionsAmong(refs: readonly Ref[]): ReadonlySet<number> {
    const { nodes } = this.#links.data
    const isFunction = (ref: Ref): boolean =>
      Array.isArray(ref) && typeof ref[0] === 'number' && nodes[ref[0]]?.[0] === 'function'
    return new Set(refs.flatMap((ref, at) => (isFunction(ref) ? [at] : [])))
  }

  #sourceAt(index: number): Source {
    return this.#links.data.sources[index] as Source
  }
}
