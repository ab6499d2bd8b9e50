/** Values of any kind, one after the other. */
export const VALUES = 0
/** Nothing but null; the count says it all. */
export const NULLS = 1
export const UNDEFINEDS = 2
/** One bit each. */
export const BOOLEANS = 3
export const INT8S = 4
export const INT16S = 5
export const INT32S = 6
export const FLOAT64S = 7
/** Lengths, then the characters of all strings, one byte each. */
export const LATIN1S = 8
/** Lengths, one bit each for «two bytes a character», then the characters. */
export const MIXED_STRINGS = 9
/** Arrays of one length: a column for each position. */
export const TUPLES = 10
/** Times of valid and invalid dates as doubles. */
export const DATES = 11
/** Plain objects with the same property names: the names, then a column for each. */
export const RECORDS = 12

/** Instances of one class: its id, then as records. */
export const INSTANCES = 13

/** A batch holds at most so many records: a decoder must not be made to allocate without end. */
export const MAX_RECORDS = 65_536
/** All columns of a batch hold at most so many cells, for the same reason. */
export const MAX_CELLS = 1 << 22
/** Wider arrays are written as values. */
export const MAX_WIDTH = 32
