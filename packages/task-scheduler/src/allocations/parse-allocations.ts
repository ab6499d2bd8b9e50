import { parseXml, XmlElement } from '@rgrove/parse-xml'
import { parse as parseYaml } from 'yaml'
import type { PoolDefinition, SchedulingMode } from '../pool.js'
import { AllocationFileError } from '../errors.js'

/** What an allocation file says, and what in it was not understood. */
export interface Allocations {
  readonly pools: readonly PoolDefinition[]
  readonly warnings: readonly string[]
}

/** One pool as it is written: names and texts. */
type RawPool = Readonly<Record<string, string | undefined>>

/**
 * The pools of an allocation file: Spark's `fairscheduler.xml`, or the same as YAML or JSON (`pools:` with a
 * list of `name`, `schedulingMode`, `weight`, `minShare`). The format follows from the name's ending. What a pool
 * leaves out or has wrong takes its default (FIFO, 1, 0), with a warning.
 * Throws {@link AllocationFileError} when the text is not of that format at all.
 */
export function parseAllocations(name: string, text: string): Allocations {
  const warnings: string[] = []
  const pools: PoolDefinition[] = []
  for (const raw of rawPools(name, text)) {
    const poolName = raw.name?.trim()
    if (poolName === undefined || poolName === '') {
      warnings.push(`${name} has a pool without a name: it is ignored`)
      continue
    }
    const warn = (what: string, found: string, used: string | number): void =>
      void warnings.push(`pool ${poolName} in ${name}: ${what} is '${found}', using ${used}`)
    pools.push({
      name: poolName,
      mode: modeOf(raw.schedulingMode, warn),
      weight: integerOf(raw.weight, { field: 'weight', fallback: 1, least: 1 }, warn),
      minShare: integerOf(raw.minShare, { field: 'minShare', fallback: 0, least: 0 }, warn),
    })
  }
  return { pools, warnings }
}

type Warn = (what: string, found: string, used: string | number) => void

function modeOf(text: string | undefined, warn: Warn): SchedulingMode {
  const found = text?.trim().toUpperCase()
  if (found === 'FIFO' || found === 'FAIR') return found
  if (text !== undefined) warn('schedulingMode', text, 'FIFO')
  return 'FIFO'
}

function integerOf(
  text: string | undefined,
  rule: { readonly field: string; readonly fallback: number; readonly least: number },
  warn: Warn,
): number {
  if (text === undefined) return rule.fallback
  const value = /^\s*-?\d+\s*$/.test(text) ? Number(text) : Number.NaN
  if (value >= rule.least) return value
  warn(rule.field, text, rule.fallback)
  return rule.fallback
}

function rawPools(name: string, text: string): RawPool[] {
  try {
    return /\.xml$/i.test(name) ? poolsOfXml(text) : poolsOfYaml(text)
  } catch (error) {
    throw new AllocationFileError(name, error)
  }
}

function poolsOfXml(text: string): RawPool[] {
  const { root } = parseXml(text)
  if (root?.name !== 'allocations') {
    throw new Error(`its root is <${root?.name ?? ''}>, not <allocations>`)
  }
  return elementsOf(root)
    .filter((element) => element.name === 'pool')
    .map((pool) => ({
      ...Object.fromEntries(elementsOf(pool).map((child) => [child.name, child.text])),
      name: pool.attributes.name,
    }))
}

const elementsOf = (element: XmlElement): XmlElement[] =>
  element.children.filter((child) => child instanceof XmlElement)

/** JSON is YAML. */
function poolsOfYaml(text: string): RawPool[] {
  const pools = (parseYaml(text) as { readonly pools?: unknown } | null)?.pools
  if (!Array.isArray(pools)) throw new Error('it has no list called pools')
  return pools.map((pool: unknown) =>
    Object.fromEntries(
      Object.entries((pool ?? {}) as object).map(([field, value]) => [field, String(value)]),
    ),
  )
}
