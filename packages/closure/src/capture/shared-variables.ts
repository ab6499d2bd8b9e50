import type { Ref, Source } from '../graph.js'
import type { Scope } from '../inspect/inspection.js'
import type { CaptureContext } from './context.js'
import type { GraphWriter } from './graph-writer.js'
import type { Subject } from './subject.js'

/** One function's use of one variable. */
export interface VariableUse {
  readonly subject: Subject
  readonly name: string
  readonly scope: Scope
  readonly ref: Ref
  readonly assigned: boolean
}

/**
 * Puts functions that share a variable which one of them assigns to into one group, so that they
 * share it on the executor too. The inspector shows the values of scopes, not their identity: two
 * scopes are one when script, names and all values are the same and no text occurs twice in them.
 */
export function groupSharing({ writer, uses }: CaptureContext): void {
  const groups = new Map<number, VariableUse[][]>()
  const done = new Set<VariableUse>()
  for (const use of uses) {
    if (!use.assigned || done.has(use)) continue
    const sharers = uses.filter((other) => isSameVariable(use, other))
    for (const each of sharers) done.add(each)
    if (sharers.length < 2 || isAmbiguous(use, sharers)) continue
    join(groups, sharers)
  }
  for (const shared of new Set(groups.values())) writeGroup(writer, shared)
}

/** Whether some captured function assigns to this variable. */
export const isAssigned = (use: VariableUse, uses: readonly VariableUse[]): boolean =>
  uses.some((other) => other.assigned && isSameVariable(use, other))

const isOfModule = ({ kind }: Scope): boolean => kind === 'Module' || kind === 'Script'

function isSameVariable(one: VariableUse, other: VariableUse): boolean {
  if (one === other) return true
  if (one.name !== other.name || one.scope.kind !== other.scope.kind) return false
  if (one.subject.looked?.scriptId !== other.subject.looked?.scriptId) return false
  if (isOfModule(one.scope)) return true
  const [a, b] = [one.scope.variables, other.scope.variables]
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length && names.every((name) => Object.is(a[name], b[name]))
  )
}

function isAmbiguous({ scope }: VariableUse, sharers: readonly VariableUse[]): boolean {
  if (isOfModule(scope)) return false
  const places = sharers.map(({ subject: { looked } }) => `${looked?.line}:${looked?.column}`)
  return new Set(places).size < places.length
}

/** Variables that have a function in common come into one group, which knows each name once. */
function join(groups: Map<number, VariableUse[][]>, sharers: VariableUse[]): void {
  const touched = new Set(
    sharers.flatMap(({ subject }) => {
      const group = groups.get(subject.index)
      return group === undefined ? [] : [group]
    }),
  )
  const variables = [...touched].flat()
  if (variables.some(([first]) => first?.name === sharers[0]?.name)) return
  const merged = [...variables, sharers]
  for (const use of merged.flat()) groups.set(use.subject.index, merged)
}

function writeGroup(writer: GraphWriter, shared: readonly VariableUse[][]): void {
  const members = [...new Set(shared.flat().map(({ subject }) => subject.index))]
  for (const member of members) {
    const names = shared.flatMap((uses) =>
      uses.filter(({ subject }) => subject.index === member).map(({ name }) => name),
    )
    unbind(writer, member, names)
  }
  writer.groups.push({
    variables: shared.map(([first]) => (first as VariableUse).name),
    refs: shared.map(([first]) => (first as VariableUse).ref),
    members,
  })
}

/** Takes names from a function's own bindings. */
function unbind(writer: GraphWriter, member: number, names: readonly string[]): void {
  const node = writer.nodes[member]
  if (node?.[0] !== 'function') return
  const [, index, refs, facts] = node
  const source = writer.sourceAt(index)
  const kept = source.names.flatMap((name, at) => (names.includes(name) ? [] : [at]))
  const rest: Source = {
    ...source,
    names: kept.map((at) => source.names[at] as string),
    assigned: source.assigned.filter((name) => !names.includes(name)),
  }
  writer.nodes[member] = ['function', writer.source(rest), kept.map((at) => refs[at] as Ref), facts]
}
