import type { AnyNode, Class } from 'acorn'
import { outsideOf } from './free-variables.js'
import type { ComputedKey, ParsedFunction } from './parsed-function.js'
import {
  blanked,
  fresh,
  importNameFor,
  inRoomOf,
  replaced,
  shifted,
  withImports,
} from './parsed-text.js'

type Member = Class['body']['body'][number]

// The class is parsed in parentheses.
const SHIFT = 1

/** What a class says; its text stands in parentheses. */
export function parseClass(text: string, node: Class & AnyNode): ParsedFunction {
  const textOf = (part: AnyNode): string => text.slice(part.start - SHIFT, part.end - SHIFT)
  const edits: [AnyNode, string][] = []
  const skip = new Set<object>()
  const members = new Set<string>()
  const keyed: { key: AnyNode; member: string; isStatic: boolean }[] = []
  let privateName: string | undefined
  for (const member of node.body.body) {
    const source = textOf(member)
    if (isStaticState(member)) {
      // Static state is captured as it is now; to run its initialisers again could do anything.
      if (source.includes('#')) continue
      edits.push([member, blanked(source)])
      skip.add(member)
      continue
    }
    if (member.type === 'StaticBlock') continue
    if (member.key.type === 'PrivateIdentifier' && !member.static) privateName ??= member.key.name
    const own = member.static ? source.replace(/^static\s*/, '') : source
    members.add(own)
    if (
      member.computed &&
      member.type === 'MethodDefinition' &&
      !isConstant(member.key as AnyNode)
    ) {
      keyed.push({ key: member.key as AnyNode, member: own, isStatic: member.static })
    }
  }
  const heritage = heritageOf(node)
  for (const part of [heritage, ...keyed.map(({ key }) => key)]) {
    if (part !== undefined && part.type !== 'Identifier') skip.add(part)
  }
  const outside = shifted(outsideOf(node, skip), SHIFT)
  const stands = (part: AnyNode): string => {
    if (part.type === 'Identifier') return part.name
    const name = fresh(outside.identifiers, shortNames())
    outside.identifiers.add(name)
    edits.push([part, inRoomOf(textOf(part), name)])
    return name
  }
  const superName = heritage && stands(heritage)
  const computedKeys: ComputedKey[] = keyed.map(({ key, member, isStatic }) => ({
    name: stands(key),
    member,
    isStatic,
  }))
  const compiled = edits.reduce((out, [part, by]) => replaced(out, part.start - SHIFT, by), text)
  const importName = importNameFor(outside)
  const constructor = constructorOf(node)
  return {
    ...outside,
    kind: 'class',
    text: withImports(compiled, outside.imports, importName),
    isAsync: false,
    isGenerator: false,
    parameterCount: constructor?.params.length ?? 0,
    anchor: constructor === undefined ? 0 : constructor.start - SHIFT,
    strict: true,
    importName,
    superName,
    privateName,
    members,
    computedKeys,
  }
}

const isStaticState = (member: Member): boolean =>
  member.type === 'StaticBlock' || (member.type === 'PropertyDefinition' && member.static)

/** A literal, or a symbol of the language: the same wherever it is evaluated. */
const isConstant = (key: AnyNode): boolean =>
  key.type === 'Literal' ||
  (key.type === 'MemberExpression' &&
    key.object.type === 'Identifier' &&
    key.object.name === 'Symbol')

/** What the class extends, if it is something that has to be found. */
function heritageOf(node: Class): AnyNode | undefined {
  const heritage = node.superClass as AnyNode | null | undefined
  return heritage == null || heritage.type === 'Literal' ? undefined : heritage
}

function constructorOf(node: Class) {
  for (const member of node.body.body) {
    if (member.type === 'MethodDefinition' && member.kind === 'constructor') return member.value
  }
  return undefined
}

/** Names of two letters, the shortest expression that is not a name having three: `f()`, `a.b`, `+a`. */
function* shortNames(): Generator<string> {
  for (const first of '$_')
    for (const second of '$_abcdefghijklmnopqrstuvwxyz') yield first + second
}
