/** What one task added to one accumulator: the state of one of ours, or an instance of the user's class. */
export type AccumulatorUpdate = readonly [id: number, state: unknown]
