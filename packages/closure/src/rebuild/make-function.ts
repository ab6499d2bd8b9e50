import type { Group, Node, Ref, Source } from '../graph.js'
import { compileSource, onlyMember } from './compile.js'
import { compileGroup } from './compile-group.js'
import { BUILDING, type Links } from './links.js'

type FunctionNode = Extract<Node, readonly ['function', ...unknown[]]>
type Setter = (value: unknown) => void

/** Makes the functions of one graph; those that share a variable are made together. */
export class FunctionMaker {
  readonly #links: Links
  readonly #groups = new Map<number, Group>()
  readonly #begun = new Set<Group>()

  constructor(links: Links) {
    this.#links = links
    for (const group of links.data.groups) {
      for (const member of group.members) this.#groups.set(member, group)
    }
  }

  /** The function of a node; {@link BUILDING} when it comes with others that are being made. */
  make(node: FunctionNode, index: number): unknown {
    const group = this.#groups.get(index)
    if (group !== undefined) return this.#fromGroup(group, index)
    const [, sourceIndex, refs] = node
    const slots = refs.map((ref) => this.#links.value(ref))
    const holes = holesAmong(slots)
    const made = compileSource({ source: this.#sourceAt(sourceIndex), holes })(slots)
    this.#fill(holes, refs, slots)
    return this.#finished(node, made)
  }

  #fromGroup(group: Group, index: number): unknown {
    // Something that a member captures needs another member.
    if (this.#begun.has(group)) return BUILDING
    this.#begun.add(group)
    const made = this.#makeGroup(group)
    for (const [member, fn] of made) if (member !== index) this.#links.settle(member, fn)
    return made.get(index)
  }

  #makeGroup(group: Group): ReadonlyMap<number, unknown> {
    const nodes = group.members.map((member) => this.#nodeAt(member))
    const names = [...group.variables]
    const refs = [...group.refs]
    const apart = nodes.map(([, source, own]) => {
      const clashes = this.#sourceAt(source).names.some((name, at) => {
        const known = names.indexOf(name)
        return known >= 0 && !isSame(refs[known] as Ref, own[at] as Ref)
      })
      if (clashes) return true
      this.#sourceAt(source).names.forEach((name, at) => {
        if (names.includes(name)) return
        names.push(name)
        refs.push(own[at] as Ref)
      })
      return false
    })
    // Every name may be set later: shared ones by the members, the others because a member may be meant.
    const holes = new Set(names.keys())
    const members = nodes.map((node, at) => {
      const own = node[2].map((ref) => this.#links.value(ref))
      return {
        index: group.members[at] as number,
        node,
        source: this.#sourceAt(node[1]),
        apart: apart[at] === true || this.#hasSelf(nodes),
        slots: own,
        holes: new Set(own.keys()),
      }
    })
    members.sort((a, b) => a.source.line - b.source.line || a.source.column - b.source.column)
    const slots: unknown[] = Array.from({ length: names.length })
    for (const member of members) if (member.apart) slots.push(member.slots)
    const made = compileGroup({ names, holes, members })(slots)
    const result = new Map(
      members.map(({ index, node }, at) => [index, this.#finished(node, made[at])]),
    )
    this.#fill(holes, refs, slots, result)
    for (const { apart: alone, holes: own, node, slots: setters } of members) {
      if (alone) this.#fill(own, node[2], setters, result)
    }
    return result
  }

  #hasSelf(nodes: readonly FunctionNode[]): boolean {
    return nodes.some(([, source]) => this.#sourceAt(source).self !== undefined)
  }

  #fill(
    holes: ReadonlySet<number>,
    refs: readonly Ref[],
    slots: readonly unknown[],
    made?: ReadonlyMap<number, unknown>,
  ): void {
    for (const at of holes) {
      const ref = refs[at] as Ref
      const set = slots[at] as Setter
      const own = Array.isArray(ref) && typeof ref[0] === 'number' ? made?.get(ref[0]) : undefined
      if (own === undefined) this.#links.give(ref, set)
      else set(own)
    }
  }

  #finished([, sourceIndex, , facts]: FunctionNode, compiled: unknown): Function {
    const isMember = this.#sourceAt(sourceIndex).kind === 'member'
    const made = isMember ? onlyMember(compiled as object) : (compiled as Function)
    if (facts.name !== undefined && made.name !== facts.name) {
      Object.defineProperty(made, 'name', { value: facts.name, configurable: true })
    }
    if (facts.proto !== undefined) this.#links.setPrototype(made, facts.proto)
    return made
  }

  #nodeAt(index: number): FunctionNode {
    return this.#links.data.nodes[index] as FunctionNode
  }

  #sourceAt(index: number): Source {
    return this.#links.data.sources[index] as Source
  }
}

const holesAmong = (slots: readonly unknown[]): ReadonlySet<number> =>
  new Set(slots.flatMap((value, at) => (value === BUILDING ? [at] : [])))

const isSame = (one: Ref, other: Ref): boolean => JSON.stringify(one) === JSON.stringify(other)
