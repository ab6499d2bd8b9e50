/** Makers of views of a whole buffer, in the order of VIEWS in tags.ts. */
export const views: readonly ((buffer: ArrayBuffer) => ArrayBufferView)[] = [
  (buffer) => new Uint8Array(buffer),
  (buffer) => Buffer.from(buffer),
  (buffer) => new Int8Array(buffer),
  (buffer) => new Uint8ClampedArray(buffer),
  (buffer) => new Int16Array(buffer),
  (buffer) => new Uint16Array(buffer),
  (buffer) => new Int32Array(buffer),
  (buffer) => new Uint32Array(buffer),
  (buffer) => new Float32Array(buffer),
  (buffer) => new Float64Array(buffer),
  (buffer) => new BigInt64Array(buffer),
  (buffer) => new BigUint64Array(buffer),
  (buffer) => new DataView(buffer),
]
