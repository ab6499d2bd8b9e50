/** The part of WebAssembly's interface that is used here; Node has it, its types do not. */
interface WebAssemblyInterface {
  readonly Module: new (bytes: Uint8Array) => WasmModule
  readonly Instance: new (module: WasmModule, imports: object) => { readonly exports: unknown }
}

/** A compiled module. */
export interface WasmModule {
  readonly [Symbol.toStringTag]: string
}

/** Memory that grows; `buffer` is another one when it has. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer
}

/** Node's WebAssembly. */
export const { Module: WasmModule, Instance: WasmInstance } = (
  globalThis as unknown as { readonly WebAssembly: WebAssemblyInterface }
).WebAssembly
