// The first byte of every value. 0x00–0x7f is the integer itself, 0x80–0x9f a short string, 0xa0–0xaf a short array.
/** Version of the format, the first byte of a serialized value and of a batch's body. */
export const FORMAT_VERSION = 1

export const SHORT_STRING = 0x80
export const SHORT_ARRAY = 0xa0
export const NULL = 0xb0
export const UNDEFINED = 0xb1
export const FALSE = 0xb2
export const TRUE = 0xb3
export const INT8 = 0xb4
export const INT16 = 0xb5
export const INT32 = 0xb6
export const FLOAT64 = 0xb7
export const BIGINT = 0xb8
export const BIGINT_NEGATIVE = 0xb9
export const LATIN1 = 0xba
export const UTF16 = 0xbb
export const ARRAY = 0xbc
/** An object by its shape (property names), new in this message or seen before. */
export const SHAPE_NEW = 0xbd
export const SHAPE_AGAIN = 0xbe
/** An object as name, value, name, value: for many names. */
export const DICTIONARY = 0xbf
/** Followed by one of the three above: the object has no prototype. */
export const NULL_PROTOTYPE = 0xc0
/** An object seen before in the same row. */
export const AGAIN = 0xc1
export const DATE = 0xc2
export const REGEXP = 0xc3
export const MAP = 0xc4
export const SET = 0xc5
export const ARRAY_BUFFER = 0xc6
export const VIEW = 0xc7
export const ERROR = 0xc8
export const BOXED = 0xc9
/** Class id, then the object as one of its base: the object is an instance of an application's class. */
export const CLASS = 0xca
/** Class id, the exotic base (array, Map, Error, …), then its own named properties. */
export const CLASS_EXOTIC = 0xcb
/** Tag of an extension, then its plain value. */
export const EXTENSION = 0xcc

/** An array of doubles: a count, then eight bytes each. */
export const DOUBLES = 0xcd

/** What a VIEW may be, by the number in its second byte. */
export const VIEWS = [
  'Uint8Array',
  'Buffer',
  'Int8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
  'DataView',
] as const

/** What an ERROR may be, by the number in its second byte. */
export const ERRORS = [
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
  AggregateError,
] as const

/** Objects with more properties than this are dictionaries rather than shapes. */
export const MAX_SHAPE_KEYS = 64
