import type { AnyNode } from 'acorn'
import { type Outside, outsideOf } from './free-variables.js'
import { NO_CLASS, type ParsedFunction } from './parsed-function.js'
import { importNameFor, inRoomOf, replaced, shifted, withImports } from './parsed-text.js'

type CodeKind = 'arrow' | 'function' | 'method'

/** What an arrow, a function or (inside an object literal) a method says. */
export function parseCode(
  text: string,
  kind: CodeKind,
  root: AnyNode,
  shift: number,
): ParsedFunction {
  const key = computedKeyOf(root)
  const outside = shifted(outsideOf(root, new Set(key === undefined ? [] : [key])), shift)
  // The `super` of an object literal's method needs the object, which is not taken along.
  const foreign =
    kind === 'method' ? [...outside.foreign, ...supersOf(root, shift)] : outside.foreign
  const code = codeOf(root)
  const importName = importNameFor(outside)
  const compiled = withImports(text, outside.imports, importName)
  return {
    ...outside,
    ...NO_CLASS,
    foreign,
    kind,
    // Any key will do: the function is taken out of the literal, and has its name from elsewhere.
    text: key === undefined ? compiled : withoutKey(compiled, key, shift),
    isAsync: code?.async ?? false,
    isGenerator: code?.generator ?? false,
    parameterCount: code?.params.length ?? 0,
    anchor: anchorOf(text, kind, code, shift),
    strict: code !== undefined && isStrict(code.body),
    importName,
  }
}

function codeOf(root: AnyNode) {
  if (root.type === 'ArrowFunctionExpression' || root.type === 'FunctionExpression') return root
  const value = memberOf(root)?.value
  return value?.type === 'FunctionExpression' ? value : undefined
}

function memberOf(root: AnyNode) {
  const property = root.type === 'ObjectExpression' ? root.properties[0] : undefined
  return property?.type === 'Property' ? property : undefined
}

function computedKeyOf(root: AnyNode): AnyNode | undefined {
  const member = memberOf(root)
  return member?.computed ? (member.key as AnyNode) : undefined
}

function withoutKey(text: string, key: AnyNode, shift: number): string {
  const [from, to] = [key.start - shift, key.end - shift]
  return replaced(text, from, inRoomOf(text.slice(from, to), '0'))
}

/** V8 places an arrow at its start and every other function at its parameters' parenthesis. */
function anchorOf(
  text: string,
  kind: CodeKind,
  code: ReturnType<typeof codeOf>,
  shift: number,
): number {
  if (kind === 'arrow' || code === undefined) return 0
  if (kind === 'method') return code.start - shift
  const after = code.type === 'FunctionExpression' && code.id ? code.id.end - shift : 0
  return text.indexOf('(', after)
}

const isStrict = (body: AnyNode): boolean =>
  body.type === 'BlockStatement' &&
  body.body.some((each) => 'directive' in each && each.directive === 'use strict')

function supersOf(root: AnyNode, shift: number): Outside['foreign'] {
  const code = codeOf(root)
  if (code === undefined) return []
  // As a plain function the method has no home, so that every `super` of its own is foreign.
  return shifted(outsideOf(code), shift).foreign.filter(({ what }) => what === 'super')
}
