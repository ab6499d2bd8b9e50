import type { AnyNode, Class, Expression } from 'acorn'
import { type Outside, outsideOf } from './free-variables.js'
import { loadAcorn } from './load-acorn.js'

/** What the text of a function says. */
export interface ParsedFunction extends Outside {
  readonly kind: 'arrow' | 'function' | 'method' | 'class'
  /** The text as it is to be compiled: static initialisers blanked, `import` renamed; same length. */
  readonly text: string
  readonly isAsync: boolean
  readonly isGenerator: boolean
  readonly parameterCount: number
  /** Offset in the text of the place that V8 calls the function's position. */
  readonly anchor: number
  /** Whether the text itself begins with 'use strict', or is a class. */
  readonly strict: boolean
  /** The name that stands for `import` in `import(…)`. */
  readonly importName: string | undefined
  /** Of a class with a superclass: the name in `text` that stands for it. */
  readonly superName: string | undefined
  /** Of a class: what an instance has that cannot be read from outside, a `#name`. */
  readonly privateName: string | undefined
  /** Of a class: the texts of its methods and accessors. */
  readonly members: ReadonlySet<string>
}

/** A function whose text cannot be shipped at all. */
export class UnreadableFunction extends Error {}

const remembered = new Map<string, ParsedFunction>()
const REMEMBERED = 2_000

/** Parses a function's text, as `Function.prototype.toString` gives it; remembers what it parsed. */
export function parseFunction(text: string): ParsedFunction {
  let parsed = remembered.get(text)
  if (parsed === undefined) {
    parsed = parse(text)
    if (remembered.size >= REMEMBERED) remembered.clear()
    remembered.set(text, parsed)
  }
  return parsed
}

function parse(text: string): ParsedFunction {
  const expression = attempt(`(${text}\n)`)
  if (expression !== undefined && expression.start === 1) {
    if (expression.type === 'ClassExpression') return parsedClass(text, expression)
    if (expression.type === 'ArrowFunctionExpression' || expression.type === 'FunctionExpression') {
      const kind = expression.type === 'FunctionExpression' ? 'function' : 'arrow'
      return parsedCode(text, kind, expression, 1)
    }
  }
  // An arrow with the `new.target` of the function around it is no expression by itself.
  const inside = attempt(`(function(){return(${text}\n)})`)
  if (inside?.type === 'FunctionExpression') {
    throw new UnreadableFunction('it uses the `new.target` of the function around it')
  }
  const object = attempt(`({${text}\n})`)
  if (object?.type === 'ObjectExpression') return parsedCode(text, 'method', object, 2)
  const inClass = attempt(`(class{${text}\n})`) ?? attempt(`(class{${text}\n;#_})`)
  if (inClass !== undefined || /^\s*(static\s+|async\s+|get\s+|set\s+|\*\s*)*#/.test(text)) {
    throw new UnreadableFunction('it is a private method')
  }
  if (/\.#|#\w+\s+in\b/.test(text)) {
    throw new UnreadableFunction('it uses a #private name, which exists inside its class only')
  }
  throw new UnreadableFunction('its source text cannot be parsed')
}

function attempt(text: string): Expression | undefined {
  try {
    const { parseExpressionAt } = loadAcorn()
    // An expression, not a program: nothing after it is looked at, so the end is checked here.
    const node = parseExpressionAt(text, 0, {
      ecmaVersion: 'latest',
      preserveParens: true,
      allowSuperOutsideMethod: true,
      allowImportExportEverywhere: true,
    })
    if (node.end !== text.length || node.type !== 'ParenthesizedExpression') return undefined
    return node.expression
  } catch {
    return undefined
  }
}

function parsedCode(
  text: string,
  kind: 'arrow' | 'function' | 'method',
  root: AnyNode,
  shift: number,
): ParsedFunction {
  const outside = shifted(outsideOf(root), shift)
  // The one `super` of an object literal's method that its text alone cannot give.
  const foreign =
    kind === 'method' ? [...outside.foreign, ...supersOf(root, shift)] : outside.foreign
  const code = codeOf(root)
  const importName = importNameFor(outside)
  return {
    ...outside,
    foreign,
    kind,
    text: withImports(text, outside.imports, importName),
    isAsync: code?.async ?? false,
    isGenerator: code?.generator ?? false,
    parameterCount: code?.params.length ?? 0,
    anchor: anchorOf(text, kind, code, shift),
    strict: code !== undefined && isStrict(code.body),
    importName,
    superName: undefined,
    privateName: undefined,
    members: new Set(),
  }
}

/** V8 places an arrow at its start and every other function at its parameters' parenthesis. */
function anchorOf(
  text: string,
  kind: 'arrow' | 'function' | 'method',
  code: ReturnType<typeof codeOf>,
  shift: number,
): number {
  if (kind === 'arrow' || code === undefined) return 0
  if (kind === 'method') return code.start - shift
  const after = code.type === 'FunctionExpression' && code.id ? code.id.end - shift : 0
  return text.indexOf('(', after)
}

function codeOf(root: AnyNode) {
  if (root.type === 'ArrowFunctionExpression' || root.type === 'FunctionExpression') return root
  const property = root.type === 'ObjectExpression' ? root.properties[0] : undefined
  const value = property?.type === 'Property' ? property.value : undefined
  return value?.type === 'FunctionExpression' ? value : undefined
}

const isStrict = (body: AnyNode): boolean =>
  body.type === 'BlockStatement' &&
  body.body.some((each) => 'directive' in each && each.directive === 'use strict')

function parsedClass(text: string, node: Class & AnyNode): ParsedFunction {
  let compiled = text
  const blank = (from: AnyNode): void => {
    compiled = replaced(compiled, from.start - 1, blanked(text.slice(from.start - 1, from.end - 1)))
  }
  const skip = new Set<object>()
  const members = new Set<string>()
  let privateName: string | undefined
  for (const member of node.body.body) {
    if (member.type === 'StaticBlock' || (member.type === 'PropertyDefinition' && member.static)) {
      // Static state is captured as it is now; to run its initialisers again could do anything.
      if (/#/.test(text.slice(member.start - 1, member.end - 1))) continue
      blank(member)
      skip.add(member)
      continue
    }
    if (member.key.type === 'PrivateIdentifier' && !member.static) privateName ??= member.key.name
    const source = text.slice(member.start - 1, member.end - 1)
    members.add(member.static ? source.replace(/^static\s*/, '') : source)
  }
  const heritage = node.superClass
  const isNull = heritage?.type === 'Literal'
  let superName: string | undefined
  if (heritage?.type === 'Identifier') superName = heritage.name
  else if (heritage && !isNull) skip.add(heritage)
  const outside = shifted(outsideOf(node, skip), 1)
  if (heritage && !isNull && superName === undefined) {
    superName = fresh(outside.identifiers, ['$s', '$S', '$z', '_s', '_z'])
    const length = heritage.end - heritage.start
    compiled = replaced(compiled, heritage.start - 1, superName.padEnd(length))
  }
  const importName = importNameFor(outside)
  const constructor = constructorOf(node)
  return {
    ...outside,
    kind: 'class',
    text: withImports(compiled, outside.imports, importName),
    isAsync: false,
    isGenerator: false,
    parameterCount: constructor?.params.length ?? 0,
    anchor: constructor === undefined ? 0 : constructor.start - 1,
    strict: true,
    importName,
    superName,
    privateName,
    members,
  }
}

function constructorOf(node: Class) {
  for (const member of node.body.body) {
    if (member.type === 'MethodDefinition' && member.kind === 'constructor') return member.value
  }
  return undefined
}

/** Positions in the parsed text as positions in the function's own. */
function shifted(outside: Outside, by: number): Outside {
  return {
    free: new Map([...outside.free].map(([name, use]) => [name, { ...use, at: use.at - by }])),
    identifiers: outside.identifiers,
    foreign: outside.foreign.map(({ what, at }) => ({ what, at: at - by })),
    imports: outside.imports.map((at) => at - by),
  }
}

function supersOf(root: AnyNode, shift: number): Outside['foreign'] {
  const code = codeOf(root)
  if (code === undefined) return []
  // As a plain function the method has no home, so that every `super` of its own is foreign.
  return shifted(outsideOf(code), shift).foreign.filter(({ what }) => what === 'super')
}

const blanked = (text: string): string => text.replace(/[^\r\n\u2028\u2029]/g, ' ')

const replaced = (text: string, at: number, by: string): string =>
  text.slice(0, at) + by + text.slice(at + by.length)

// As long as `import`, so that positions in stack traces stay true.
const IMPORT_NAMES = ['import', '$imprt', '_imprt', '$impor', '_impor', '$$impt', '__impt']

const importNameFor = ({ imports, identifiers }: Outside): string | undefined =>
  imports.length === 0 ? undefined : fresh(identifiers, IMPORT_NAMES.slice(1))

function withImports(text: string, imports: readonly number[], name: string | undefined): string {
  return name === undefined ? text : imports.reduce((out, at) => replaced(out, at, name), text)
}

/** The first of these names that does not occur in the text. */
export function fresh(identifiers: ReadonlySet<string>, names: readonly string[]): string {
  const found = names.find((name) => !identifiers.has(name))
  if (found !== undefined) return found
  for (let n = 0; ; n++) if (!identifiers.has(`$${n}`)) return `$${n}`
}
