/** Node's own string routines, which work on any Uint8Array but are only reachable through Buffer. */
interface Native {
  latin1Slice(from: number, to: number): string
  ucs2Slice(from: number, to: number): string
  latin1Write(text: string, at: number, count: number): number
  ucs2Write(text: string, at: number, count: number): number
}
const native = Buffer.prototype as unknown as Native

/** The bytes as characters 0 to 255. */
export const latin1Slice = (bytes: Uint8Array, from: number, to: number): string =>
  native.latin1Slice.call(bytes, from, to)

/** The bytes as UTF-16 code units, low byte first. */
export const utf16Slice = (bytes: Uint8Array, from: number, to: number): string =>
  native.ucs2Slice.call(bytes, from, to)

/** Writes characters below 256, one byte each. */
export const latin1Write = (bytes: Uint8Array, text: string, at: number, count: number): void => {
  native.latin1Write.call(bytes, text, at, count)
}

/** Writes UTF-16 code units, low byte first. */
export const utf16Write = (bytes: Uint8Array, text: string, at: number, count: number): void => {
  native.ucs2Write.call(bytes, text, at, count)
}
