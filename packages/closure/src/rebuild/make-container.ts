import { type Node, type Ref, UNDEFINED } from '../graph.js'
import type { Links } from './links.js'

type ContainerNode = Extract<Node, readonly ['object' | 'array' | 'map' | 'set', ...unknown[]]>

/** An empty container that will be filled from the queue, so that depth and cycles cost nothing. */
export function makeContainer(node: ContainerNode, links: Links): object {
  switch (node[0]) {
    case 'object':
      return makeObject(node, links)
    case 'array':
      return makeArray(node, links)
    case 'map':
      return makeMap(node, links)
    case 'set':
      return makeSet(node, links)
  }
}

function makeObject(node: readonly ['object', number, ...Ref[]], links: Links): object {
  const [proto, ...keys] = links.data.shapes[node[1]] as readonly [Ref, ...string[]]
  const made: Record<string, unknown> = proto === null ? Object.create(null) : {}
  links.setPrototype(made, proto === null ? UNDEFINED : proto)
  links.later(() => {
    for (let at = 0; at < keys.length; at++) {
      const key = keys[at] as string
      links.give(node[at + 2] as Ref, (value) => put(made, key, value))
    }
  })
  return made
}

function makeArray(node: readonly ['array', Ref, ...Ref[]], links: Links): object {
  const made: unknown[] = []
  made.length = node.length - 2
  links.setPrototype(made, node[1])
  links.later(() => {
    for (let at = 2; at < node.length; at++) {
      const ref = node[at] as Ref
      if (Array.isArray(ref) && ref[0] === 'h') continue
      links.give(ref, (value) => (made[at - 2] = value))
    }
  })
  return made
}

// The methods of Map and Set themselves: a subclass may have its own, which would do other things.
function makeMap(node: readonly ['map', Ref, ...Ref[]], links: Links): object {
  const made = new Map<unknown, unknown>()
  links.setPrototype(made, node[1])
  links.later(() => {
    for (let at = 2; at < node.length; at += 2) {
      links.give(node[at] as Ref, (key) =>
        links.give(node[at + 1] as Ref, (value) => Map.prototype.set.call(made, key, value)),
      )
    }
  })
  return made
}

function makeSet(node: readonly ['set', Ref, ...Ref[]], links: Links): object {
  const made = new Set<unknown>()
  links.setPrototype(made, node[1])
  links.later(() => {
    for (let at = 2; at < node.length; at++) {
      links.give(node[at] as Ref, (value) => Set.prototype.add.call(made, value))
    }
  })
  return made
}

function put(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value
  else Object.defineProperty(object, key, { value, ...PLAIN })
}

const PLAIN = { enumerable: true, configurable: true, writable: true }
