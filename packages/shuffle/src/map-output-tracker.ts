import { type BlockManagerId, blockAddress, sameExecutor } from '@firesteel/storage'
import { MissingMapOutputError } from './errors.js'
import type { MapOutput, MapStatus } from './map-status.js'

/** Executors with at least this part of a reducer's input are where it is best run. */
const LOCALITY_FRACTION = 0.2
/** With more maps or reducers than this, looking for such executors costs more than it saves. */
const MAX_MAPS_FOR_LOCALITY = 1_000
const MAX_REDUCERS_FOR_LOCALITY = 1_000

interface ShuffleState {
  readonly numReducers: number
  readonly outputs: (MapStatus | undefined)[]
  available: number
  /** Outputs that were taken for lost, by map index: a move that is heard of late revives them. */
  readonly lost: Map<number, MapStatus>
}

/**
 * Where the outputs of all map tasks are; lives on the driver. Pure data: nothing here reaches the
 * network. `epoch` grows with every output that is lost, so that whoever remembers locations can tell
 * when to ask again.
 * @see org.apache.spark.MapOutputTrackerMaster
 */
export class MapOutputTracker {
  readonly #shuffles = new Map<number, ShuffleState>()
  #epoch = 0

  get epoch(): number {
    return this.#epoch
  }

  /** Declares that what was known before may be out of date. */
  incrementEpoch(): void {
    this.#epoch++
  }

  /** A shuffle comes into being, with no outputs; it must be a new one. */
  registerShuffle(shuffleId: number, numMaps: number, numReducers: number): void {
    if (this.#shuffles.has(shuffleId))
      throw new TypeError(`shuffle ${shuffleId} is registered already`)
    const outputs = Array.from({ length: numMaps }, () => undefined)
    this.#shuffles.set(shuffleId, { numReducers, outputs, available: 0, lost: new Map() })
  }

  containsShuffle(shuffleId: number): boolean {
    return this.#shuffles.has(shuffleId)
  }

  /** A map task's output is there; it takes the place of an earlier one of the same partition. */
  registerMapOutput(status: MapStatus): void {
    const state = this.#stateOf(status.shuffleId)
    if (status.mapIndex >= state.outputs.length || status.sizes.length !== state.numReducers) {
      throw new TypeError(
        `shuffle ${status.shuffleId} has ${state.outputs.length} maps and ${state.numReducers} reducers; an output of map ${status.mapIndex} for ${status.sizes.length} reducers is not of it`,
      )
    }
    if (state.outputs[status.mapIndex] === undefined) state.available++
    state.outputs[status.mapIndex] = status
    state.lost.delete(status.mapIndex)
  }

  /** The output at this place is lost; one that meanwhile is somewhere else is not. */
  unregisterMapOutput(shuffleId: number, mapIndex: number, location: BlockManagerId): void {
    const state = this.#shuffles.get(shuffleId)
    const status = state?.outputs[mapIndex]
    if (state === undefined || status === undefined || !sameExecutor(status.location, location))
      return
    this.#forget(state, mapIndex)
    this.#epoch++
  }

  /** All outputs of a shuffle are given up; it stays registered. */
  unregisterAllOutputs(shuffleId: number): void {
    const state = this.#shuffles.get(shuffleId)
    if (state === undefined || state.available === 0) return
    state.outputs.fill(undefined)
    state.available = 0
    this.#epoch++
  }

  /**
   * An output is somewhere else now; one that was taken for lost meanwhile is there again. False when
   * there is no such output, or another attempt has made it anew.
   */
  moveMapOutput(shuffleId: number, mapId: number, location: BlockManagerId): boolean {
    const state = this.#shuffles.get(shuffleId)
    if (state === undefined) return false
    const known = state.outputs.find((status) => status?.mapId === mapId)
    const status = known ?? [...state.lost.values()].find((lost) => lost.mapId === mapId)
    if (status === undefined) return false
    if (known === undefined) {
      if (state.outputs[status.mapIndex] !== undefined) return false
      state.lost.delete(status.mapIndex)
      state.available++
    }
    state.outputs[status.mapIndex] = { ...status, location }
    return true
  }

  /** The executor that holds an output; undefined when nobody does. */
  holderOf(shuffleId: number, mapIndex: number): string | undefined {
    return this.#shuffles.get(shuffleId)?.outputs[mapIndex]?.location.executorId
  }

  /** Where the outputs of a shuffle are served, each place once; nowhere when it is not known. */
  servedAt(shuffleId: number): BlockManagerId[] {
    const outputs = this.#shuffles.get(shuffleId)?.outputs ?? []
    const places = outputs.flatMap((status) => (status === undefined ? [] : [status.location]))
    return [...new Map(places.map((place) => [blockAddress(place), place])).values()]
  }

  /** All outputs that an executor wrote are lost. */
  removeOutputsOnExecutor(executorId: string): void {
    this.#removeWhere((location) => location.executorId === executorId)
  }

  /** All outputs on a host are lost. */
  removeOutputsOnHost(host: string): void {
    this.#removeWhere((location) => location.host === host)
  }

  /** Nobody will ask for the shuffle again. */
  unregisterShuffle(shuffleId: number): void {
    this.#shuffles.delete(shuffleId)
  }

  /** Maps without an output, ascending; all of none when the shuffle is not known. */
  missingPartitions(shuffleId: number): number[] {
    const outputs = this.#shuffles.get(shuffleId)?.outputs ?? []
    return outputs.flatMap((status, mapIndex) => (status === undefined ? [mapIndex] : []))
  }

  numAvailableOutputs(shuffleId: number): number {
    return this.#shuffles.get(shuffleId)?.available ?? 0
  }

  /** By map index; undefined where there is no output. */
  statuses(shuffleId: number): readonly (MapStatus | undefined)[] {
    return this.#stateOf(shuffleId).outputs
  }

  /** What `reduceId` has to read, without empty outputs; throws {@link MissingMapOutputError} when one is lost. */
  outputsFor(shuffleId: number, reduceId: number): MapOutput[] {
    const found: MapOutput[] = []
    this.#stateOf(shuffleId).outputs.forEach((status, mapIndex) => {
      if (status === undefined) throw new MissingMapOutputError(shuffleId, reduceId, mapIndex)
      const size = status.sizes[reduceId] ?? 0
      if (size > 0) found.push({ mapId: status.mapId, mapIndex, location: status.location, size })
    })
    return found
  }

  /** Bytes for each reducer, over all outputs there are. */
  bytesByReducer(shuffleId: number): Float64Array {
    const { outputs, numReducers } = this.#stateOf(shuffleId)
    const bytes = new Float64Array(numReducers)
    for (const status of outputs) {
      status?.sizes.forEach((size, reducer) => (bytes[reducer] = (bytes[reducer] as number) + size))
    }
    return bytes
  }

  /** Executors that hold at least a fifth of what `reduceId` will read, the largest share first. */
  preferredLocations(shuffleId: number, reduceId: number): BlockManagerId[] {
    const state = this.#shuffles.get(shuffleId)
    if (state === undefined) return []
    if (state.outputs.length >= MAX_MAPS_FOR_LOCALITY) return []
    if (state.numReducers >= MAX_REDUCERS_FOR_LOCALITY) return []
    const shares = new Map<string, { readonly location: BlockManagerId; bytes: number }>()
    let total = 0
    for (const status of state.outputs) {
      if (status === undefined) continue
      const { location, sizes } = status
      const key = `${location.executorId}@${location.host}:${location.port}`
      const share = shares.get(key) ?? { location, bytes: 0 }
      share.bytes += sizes[reduceId] ?? 0
      total += sizes[reduceId] ?? 0
      shares.set(key, share)
    }
    return [...shares.values()]
      .filter(({ bytes }) => bytes > 0 && bytes >= total * LOCALITY_FRACTION)
      .sort((a, b) => b.bytes - a.bytes)
      .map(({ location }) => location)
  }

  #stateOf(shuffleId: number): ShuffleState {
    const state = this.#shuffles.get(shuffleId)
    if (state === undefined) throw new TypeError(`shuffle ${shuffleId} is not registered`)
    return state
  }

  #removeWhere(gone: (location: BlockManagerId) => boolean): void {
    for (const state of this.#shuffles.values()) {
      state.outputs.forEach((status, mapIndex) => {
        if (status !== undefined && gone(status.location)) this.#forget(state, mapIndex)
      })
    }
    this.#epoch++
  }

  #forget(state: ShuffleState, mapIndex: number): void {
    const status = state.outputs[mapIndex]
    if (status !== undefined) state.lost.set(mapIndex, status)
    state.outputs[mapIndex] = undefined
    state.available--
  }
}
