/** A byte buffer that grows; what batches are appended to. */
export class ByteSink {
  bytes: Uint8Array
  length = 0
  constructor(capacity = 1024) {
    this.bytes = new Uint8Array(capacity)
  }
}
