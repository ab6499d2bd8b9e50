import type { AnyNode } from 'acorn'

/** Names of one block or function, and what is around it. */
export interface Scope {
  readonly names: Set<string>
  readonly parent: Scope | undefined
}

/** Whether something of a syntax tree is a node. */
export const isNode = (value: unknown): value is AnyNode =>
  typeof value === 'object' && value !== null && typeof (value as AnyNode).type === 'string'

/** Whether a name is declared in a scope or around it. */
export function declared(name: string, scope: Scope): boolean {
  for (let at: Scope | undefined = scope; at; at = at.parent) if (at.names.has(name)) return true
  return false
}

/** The names a pattern binds, or assigns to. */
export function namesOf(pattern: AnyNode | null | undefined): string[] {
  switch (pattern?.type) {
    case 'Identifier':
      return [pattern.name]
    case 'ObjectPattern':
      return pattern.properties.flatMap((each) =>
        namesOf(each.type === 'RestElement' ? each.argument : each.value),
      )
    case 'ArrayPattern':
      return pattern.elements.flatMap((each) => namesOf(each))
    case 'RestElement':
      return namesOf(pattern.argument)
    case 'AssignmentPattern':
      return namesOf(pattern.left)
    case 'VariableDeclaration':
      return pattern.declarations.flatMap((each) => namesOf(each.id))
    default:
      return []
  }
}

/** A block's own names: let, const, class and functions. */
export function blockScope(statements: readonly AnyNode[], parent: Scope): Scope {
  const names = new Set<string>()
  for (const each of statements) {
    if (each.type === 'VariableDeclaration' && each.kind !== 'var') {
      for (const name of namesOf(each)) names.add(name)
    } else if (
      (each.type === 'ClassDeclaration' || each.type === 'FunctionDeclaration') &&
      each.id
    ) {
      names.add(each.id.name)
    }
  }
  return { names, parent }
}

/** A function body's names: those of its block and every `var` in it. */
export function bodyScope(statements: readonly AnyNode[], parent: Scope): Scope {
  const scope = blockScope(statements, parent)
  for (const each of statements) hoist(each, scope.names)
  return scope
}

function hoist(node: AnyNode, names: Set<string>): void {
  if (/Function|Class|StaticBlock/.test(node.type)) return
  if (node.type === 'VariableDeclaration' && node.kind === 'var') {
    for (const name of namesOf(node)) names.add(name)
  }
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) {
      for (const each of value) if (isNode(each)) hoist(each, names)
    } else if (isNode(value)) hoist(value, names)
  }
}
