import type { AnyNode, Function as FunctionNode, Pattern } from 'acorn'
import { type Scope, blockScope, bodyScope, declared, isNode, namesOf } from './scopes.js'

/** How a free variable is used: whole, or by which properties of it. */
export interface Usage {
  /** Chains of property names; an empty chain is a use of the whole value. */
  readonly chains: (readonly string[])[]
  assigned: boolean
  /** Offset of its first use in the text. */
  readonly at: number
}

/** What a function takes from outside. */
export interface Outside {
  readonly free: Map<string, Usage>
  /** Every identifier of the text, so that a name can be made which is none of them. */
  readonly identifiers: Set<string>
  /** Offsets of uses that cannot be shipped: `this`, `super`, `arguments`, `new.target`, `import.meta`, `eval`. */
  readonly foreign: { readonly what: Foreign; readonly at: number }[]
  /** Offsets of `import(…)`. */
  readonly imports: number[]
}

export type Foreign = 'this' | 'super' | 'arguments' | 'new.target' | 'import.meta' | 'eval'

/** Who gives `this`, `arguments` and `super` at a place: the text itself, or something outside of it. */
interface Owner {
  readonly receiver: boolean
  readonly args: boolean
  readonly home: boolean
}

const OUTSIDE: Owner = { receiver: false, args: false, home: false }
const METHOD: Owner = { receiver: true, args: true, home: true }
const FIELD: Owner = { receiver: true, args: false, home: true }

/** The names that `root` takes from outside, and how it uses them; `skip` is left out of the walk. */
export function outsideOf(root: AnyNode, skip: ReadonlySet<object> = new Set()): Outside {
  const walker = new Walker(skip)
  walker.walk(root, { names: new Set(), parent: undefined }, OUTSIDE)
  return walker.found
}

class Walker {
  readonly found: Outside = { free: new Map(), identifiers: new Set(), foreign: [], imports: [] }
  readonly #skip: ReadonlySet<object>

  constructor(skip: ReadonlySet<object>) {
    this.#skip = skip
  }

  walk(node: AnyNode | null | undefined, scope: Scope, owner: Owner): void {
    if (node == null || this.#skip.has(node)) return
    switch (node.type) {
      case 'Identifier':
        return this.#reference(node.name, node.start, [], scope, owner)
      case 'MemberExpression':
        return this.#member(node, scope, owner)
      case 'AssignmentExpression':
        this.#assigned(node.left, scope)
        break
      case 'UpdateExpression':
        this.#assigned(node.argument, scope)
        break
      case 'ForInStatement':
      case 'ForOfStatement':
        if (node.left.type !== 'VariableDeclaration') this.#assigned(node.left, scope)
        return this.#children(node, blockScope([node.left as AnyNode], scope), owner)
      case 'ForStatement':
        return this.#children(node, blockScope(node.init ? [node.init] : [], scope), owner)
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return this.#function(node, scope, owner)
      case 'ClassDeclaration':
      case 'ClassExpression':
        return this.#class(node, scope, owner)
      case 'BlockStatement':
        return this.#children(node, blockScope(node.body, scope), owner)
      case 'StaticBlock':
        return this.#children(node, bodyScope(node.body, scope), FIELD)
      case 'SwitchStatement':
        this.walk(node.discriminant, scope, owner)
        return this.#switch(node.cases, scope, owner)
      case 'CatchClause': {
        const inner: Scope = { names: new Set(namesOf(node.param)), parent: scope }
        this.walk(node.param as AnyNode | null, inner, owner)
        return this.walk(node.body, inner, owner)
      }
      case 'Property':
      case 'MethodDefinition':
      case 'PropertyDefinition':
        return this.#property(node, scope, owner)
      case 'LabeledStatement':
        return this.walk(node.body, scope, owner)
      case 'BreakStatement':
      case 'ContinueStatement':
        return
      case 'ThisExpression':
        if (!owner.receiver) this.#foreign('this', node.start)
        return
      case 'Super':
        if (!owner.home) this.#foreign('super', node.start)
        return
      case 'MetaProperty':
        if (node.meta.name === 'import') this.#foreign('import.meta', node.start)
        else if (!owner.receiver) this.#foreign('new.target', node.start)
        return
      case 'ImportExpression':
        this.found.imports.push(node.start)
        break
      case 'CallExpression':
        if (node.callee.type === 'Identifier' && node.callee.name === 'eval') {
          if (!declared('eval', scope)) this.#foreign('eval', node.start)
        }
        break
      default:
    }
    this.#children(node, scope, owner)
  }

  #children(node: AnyNode, scope: Scope, owner: Owner): void {
    for (const value of Object.values(node)) {
      if (Array.isArray(value)) {
        for (const each of value) if (isNode(each)) this.walk(each, scope, owner)
      } else if (isNode(value)) this.walk(value, scope, owner)
    }
  }

  #reference(name: string, at: number, chain: readonly string[], scope: Scope, owner: Owner): void {
    this.found.identifiers.add(name)
    if (declared(name, scope)) return
    if (name === 'arguments') {
      if (!owner.args) this.#foreign('arguments', at)
      return
    }
    this.#usage(name, at).chains.push(chain)
  }

  #usage(name: string, at: number): Usage {
    let usage = this.found.free.get(name)
    if (usage === undefined) {
      this.found.free.set(name, (usage = { chains: [], assigned: false, at }))
    }
    return usage
  }

  #foreign(what: Foreign, at: number): void {
    this.found.foreign.push({ what, at })
  }

  /** `a.b.c` as a use of the properties b, c of a, so that of a namespace only b travels. */
  #member(node: AnyNode & { type: 'MemberExpression' }, scope: Scope, owner: Owner): void {
    const chain: string[] = []
    let at: AnyNode = node
    while (at.type === 'MemberExpression') {
      const name = staticName(at)
      if (name === undefined) {
        chain.length = 0
        this.walk(at.property, scope, owner)
      } else chain.unshift(name)
      at = at.object
    }
    if (at.type === 'Identifier') this.#reference(at.name, at.start, chain, scope, owner)
    else this.walk(at, scope, owner)
  }

  #assigned(pattern: AnyNode, scope: Scope): void {
    for (const name of namesOf(pattern as Pattern)) {
      if (!declared(name, scope)) this.#usage(name, pattern.start).assigned = true
    }
  }

  #function(node: FunctionNode, outer: Scope, owner: Owner): void {
    const arrow = node.type === 'ArrowFunctionExpression'
    const named: Scope =
      node.type === 'FunctionExpression' && node.id
        ? { names: new Set([node.id.name]), parent: outer }
        : outer
    if (node.id) this.found.identifiers.add(node.id.name)
    const inner = arrow ? owner : { ...METHOD, home: false }
    this.#call(node, named, inner)
  }

  #call(node: FunctionNode, outer: Scope, owner: Owner): void {
    const names = new Set(node.params.flatMap((each) => namesOf(each)))
    const scope: Scope = { names, parent: outer }
    for (const each of node.params) this.walk(each, scope, owner)
    if (node.body.type !== 'BlockStatement') return this.walk(node.body, scope, owner)
    this.#children(node.body, bodyScope(node.body.body, scope), owner)
  }

  #class(
    node: AnyNode & { type: 'ClassDeclaration' | 'ClassExpression' },
    outer: Scope,
    owner: Owner,
  ): void {
    const scope: Scope = { names: new Set(node.id ? [node.id.name] : []), parent: outer }
    if (node.id) this.found.identifiers.add(node.id.name)
    this.walk(node.superClass, scope, owner)
    for (const member of node.body.body) this.walk(member, scope, owner)
  }

  #property(
    node: AnyNode & { type: 'Property' | 'MethodDefinition' | 'PropertyDefinition' },
    scope: Scope,
    owner: Owner,
  ): void {
    if (node.computed) this.walk(node.key, scope, owner)
    const method = node.type === 'MethodDefinition' || (node.type === 'Property' && isMethod(node))
    if (method && node.value?.type === 'FunctionExpression') {
      if (!this.#skip.has(node)) this.#call(node.value, scope, METHOD)
    } else this.walk(node.value, scope, node.type === 'PropertyDefinition' ? FIELD : owner)
  }

  #switch(cases: readonly AnyNode[], outer: Scope, owner: Owner): void {
    const statements = cases.flatMap((each) => (each.type === 'SwitchCase' ? each.consequent : []))
    const scope = blockScope(statements, outer)
    for (const each of cases) this.#children(each, scope, owner)
  }
}

const isMethod = (node: AnyNode & { type: 'Property' }): boolean =>
  node.method || node.kind === 'get' || node.kind === 'set'

function staticName(node: AnyNode & { type: 'MemberExpression' }): string | undefined {
  if (!node.computed) return node.property.type === 'Identifier' ? node.property.name : undefined
  const { property } = node
  return property.type === 'Literal' && typeof property.value === 'string'
    ? property.value
    : undefined
}
