import { UnknownBlockNameError } from './errors.js'

/**
 * What a block is. Its name, which is what travels and what files are called, comes from
 * {@link blockName}; {@link parseBlockName} is the inverse.
 * @see org.apache.spark.storage.BlockId
 */
export type BlockId =
  | { readonly kind: 'rdd'; readonly rddId: number; readonly partition: number }
  | {
      readonly kind: 'shuffle'
      readonly shuffleId: number
      readonly mapId: number
      readonly reduceId: number
    }
  | {
      readonly kind: 'shuffleBatch'
      readonly shuffleId: number
      readonly mapId: number
      readonly startReduceId: number
      readonly endReduceId: number
    }
  | { readonly kind: 'shuffleData'; readonly shuffleId: number; readonly mapId: number }
  | { readonly kind: 'shuffleIndex'; readonly shuffleId: number; readonly mapId: number }
  | {
      readonly kind: 'broadcast'
      readonly broadcastId: number
      readonly field?: string | undefined
    }
  | { readonly kind: 'taskResult'; readonly taskId: number }
  | { readonly kind: 'tempLocal'; readonly id: string }
  | { readonly kind: 'tempShuffle'; readonly id: string }

/** The block of a cached partition. */
export const rddBlock = (rddId: number, partition: number): BlockId & { kind: 'rdd' } => ({
  kind: 'rdd',
  rddId,
  partition,
})

/** What one map task wrote for one reducer. */
export const shuffleBlock = (
  shuffleId: number,
  mapId: number,
  reduceId: number,
): BlockId & { kind: 'shuffle' } => ({ kind: 'shuffle', shuffleId, mapId, reduceId })

/** A block's name as Spark writes it: `rdd_3_7`, `shuffle_1_4_0`, `broadcast_2_piece0`. */
export function blockName(id: BlockId): string {
  switch (id.kind) {
    case 'rdd':
      return `rdd_${id.rddId}_${id.partition}`
    case 'shuffle':
      return `shuffle_${id.shuffleId}_${id.mapId}_${id.reduceId}`
    case 'shuffleBatch':
      return `shuffle_${id.shuffleId}_${id.mapId}_${id.startReduceId}_${id.endReduceId}`
    case 'shuffleData':
      return `shuffle_${id.shuffleId}_${id.mapId}_0.data`
    case 'shuffleIndex':
      return `shuffle_${id.shuffleId}_${id.mapId}_0.index`
    case 'broadcast':
      return `broadcast_${id.broadcastId}${id.field === undefined ? '' : `_${id.field}`}`
    case 'taskResult':
      return `taskresult_${id.taskId}`
    case 'tempLocal':
      return `temp_local_${id.id}`
    case 'tempShuffle':
      return `temp_shuffle_${id.id}`
  }
}

type Parse = (parts: readonly string[]) => BlockId

/** Numbers as they are printed, so that one block has one name. */
const N = '(0|[1-9]\\d{0,15})'
const grammar: readonly (readonly [RegExp, Parse])[] = [
  [`rdd_${N}_${N}`, ([a, b]: readonly string[]) => rddBlock(Number(a), Number(b))] as const,
  [
    `shuffle_${N}_${N}_${N}`,
    ([a, b, c]: readonly string[]) => shuffleBlock(Number(a), Number(b), Number(c)),
  ] as const,
  [
    `shuffle_${N}_${N}_${N}_${N}`,
    ([a, b, c, d]: readonly string[]): BlockId => ({
      kind: 'shuffleBatch',
      shuffleId: Number(a),
      mapId: Number(b),
      startReduceId: Number(c),
      endReduceId: Number(d),
    }),
  ] as const,
  [
    `shuffle_${N}_${N}_0\\.data`,
    ([a, b]: readonly string[]): BlockId => ({
      kind: 'shuffleData',
      shuffleId: Number(a),
      mapId: Number(b),
    }),
  ] as const,
  [
    `shuffle_${N}_${N}_0\\.index`,
    ([a, b]: readonly string[]): BlockId => ({
      kind: 'shuffleIndex',
      shuffleId: Number(a),
      mapId: Number(b),
    }),
  ] as const,
  [
    `broadcast_${N}(?:_([A-Za-z0-9]+))?`,
    ([a, field]: readonly string[]): BlockId => ({
      kind: 'broadcast',
      broadcastId: Number(a),
      ...(field === undefined ? {} : { field }),
    }),
  ] as const,
  [
    `taskresult_${N}`,
    ([a]: readonly string[]): BlockId => ({ kind: 'taskResult', taskId: Number(a) }),
  ] as const,
  [
    'temp_local_([-A-Za-z0-9_]+)',
    ([id = '']: readonly string[]): BlockId => ({ kind: 'tempLocal', id }),
  ] as const,
  [
    'temp_shuffle_([-A-Za-z0-9_]+)',
    ([id = '']: readonly string[]): BlockId => ({ kind: 'tempShuffle', id }),
  ] as const,
].map(([pattern, parse]) => [new RegExp(`^${pattern}$`), parse])

/** The block that a name stands for; throws {@link UnknownBlockNameError} for any other text. */
export function parseBlockName(name: string): BlockId {
  for (const [pattern, parse] of grammar) {
    const found = pattern.exec(name)
    if (found !== null) return parse(found.slice(1))
  }
  throw new UnknownBlockNameError(name)
}
