import { readFileSync } from 'node:fs'
import type { Protocol } from '@firesteel/rpc-core'
import { type WireShape, wireModel } from './wire-model.js'

/** What is said of a message above its interface, in one line. */
export type DocOf = (message: string) => string

/**
 * A protocol as a Markdown table: message, direction and meaning, kind, fields, reply. A message's
 * doc comment begins with its direction: `Worker → Master: …`.
 */
export function describeProtocol(protocol: Protocol, docOf: DocOf): string {
  const messages = wireModel({ protocol }).protocol ?? {}
  const rows = Object.entries(messages).map(([name, { kind, payload, reply }]) => [
    `\`${name}\``,
    docOf(name),
    kind,
    fieldsText(payload),
    reply === undefined ? '' : fieldsText(reply),
  ])
  return markdownTable(['message', 'direction and meaning', 'kind', 'fields', 'reply'], rows)
}

/** Reads the doc comments of messages from their files, one message a file, named in kebab-case. */
export function messageDocs(directory: URL): DocOf {
  return (message) => {
    const file = message.replace(/(?<!^)(?=[A-Z])/g, '-').toLowerCase()
    const source = readFileSync(new URL(`${file}.ts`, directory), 'utf8')
    const declaration = new RegExp(
      String.raw`/\*\*((?:[^*]|\*(?!/))*)\*/\s*export (?:interface|type) ${message}\b`,
    )
    const doc = declaration.exec(source)?.[1]
    if (doc === undefined) throw new Error(`${file}.ts says nothing about ${message}`)
    return doc.replace(/\s*\n\s*\*?\s*/g, ' ').trim()
  }
}

/** A table in Markdown; bars inside cells are escaped. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`
  return row(head) + row(head.map(() => '---')) + rows.map(row).join('')
}

/** The fields of a payload, each with its kind; what is nested shows its names only. */
function fieldsText(shape: WireShape): string {
  if (typeof shape === 'string') return `\`${shape}\``
  if (isList(shape)) return `list of ${fieldsText(shape[0])}`
  return Object.entries(shape)
    .map(([name, field]) => `\`${name}\` ${kindText(field)}`.trim())
    .join(', ')
}

function kindText(shape: WireShape): string {
  if (typeof shape === 'string') return shape.replace(/ \/.*\/$/, '')
  if (isList(shape)) return `list of ${kindText(shape[0])}`
  return `{ ${Object.keys(shape).join(', ')} }`
}

const isList = (shape: WireShape): shape is readonly [WireShape] => Array.isArray(shape)
