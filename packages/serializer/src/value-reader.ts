import { arrayOf } from './array-of.js'
import { defineOwn } from './define-own.js'
import { SerializationError } from './errors.js'
import type { ClassResolver, Extension } from './extension.js'
import { makerOf } from './instance-maker.js'
import { readError } from './read-error.js'
import { type ReadShape, ShapeTable } from './shape-table.js'
import { CACHED_UP_TO, StringCache } from './string-cache.js'
import * as tag from './tags.js'
import { latin1Slice, utf16Slice } from './text.js'
import { views } from './views.js'

const float = new Float64Array(1)
const floatBytes = new Uint8Array(float.buffer)

const NOTHING = new Uint8Array(0)

/** Arrays of up to so many items are allocated at once. */
const BELIEVED = 1_024

/** A list of objects that grew longer than this is not kept. */
const KEEP_OBJECTS = 64

/** Holds the place of an object whose extension has not made it yet. */
const UNFINISHED = Object.freeze({})

/** Reads what a ValueWriter wrote; on anything else it throws, and allocates no more than the input warrants. */
export class ValueReader {
  readonly #classes: ClassResolver | undefined
  readonly #extensions: ReadonlyMap<string, Extension>
  readonly #viewBytes: boolean
  readonly #table = new ShapeTable()
  readonly #strings = new StringCache()
  #end = 0
  #shapes: ReadShape[] = []
  #classIds: string[] = []
  #objects: unknown[] = []
  #objectCount = 0
  /** What is read; only up to the end given to `begin`. */
  bytes: Uint8Array = NOTHING
  /** Where the next value begins. */
  at = 0

  constructor(
    classes: ClassResolver | undefined,
    extensions: ReadonlyMap<string, Extension>,
    viewBytes: boolean,
  ) {
    this.#classes = classes
    this.#extensions = extensions
    this.#viewBytes = viewBytes
  }

  /** Begins a message or column within `from`..`to` of `bytes`. */
  begin(bytes: Uint8Array, from: number, to: number): void {
    this.bytes = bytes
    this.at = from
    this.#end = to
    this.beginColumn()
  }

  /** From here on no shape, class or object is known. */
  beginColumn(): void {
    if (this.#shapes.length > 0) this.#shapes = []
    if (this.#classIds.length > 0) this.#classIds = []
    this.beginRow()
  }

  beginRow(): void {
    const count = this.#objectCount
    if (count === 0) return
    this.#objectCount = 0
    if (count > KEEP_OBJECTS) this.#objects = []
    else for (let i = 0; i < count; i++) this.#objects[i] = undefined
  }

  /** Ends a message: holds on to no bytes and no value of it. */
  end(): void {
    this.begin(NOTHING, 0, 0)
  }

  read(): unknown {
    const code = this.u8()
    if (code < 0x80) return code
    if (code < 0xa0) return this.#latin1(code & 31)
    if (code < 0xb0) return this.#array(code & 15, undefined)
    switch (code) {
      case tag.NULL:
        return null
      case tag.UNDEFINED:
        return undefined
      case tag.FALSE:
        return false
      case tag.TRUE:
        return true
      case tag.INT8:
        return (this.u8() << 24) >> 24
      case tag.INT16:
        return ((this.u8() | (this.u8() << 8)) << 16) >> 16
      case tag.INT32:
        return this.u8() | (this.u8() << 8) | (this.u8() << 16) | (this.u8() << 24)
      case tag.FLOAT64:
        return this.f64()
      case tag.BIGINT:
        return this.#bigint()
      case tag.BIGINT_NEGATIVE:
        return -this.#bigint()
      case tag.LATIN1:
        return this.#latin1(this.varint())
      case tag.UTF16:
        return this.#utf16(this.varint())
      case tag.AGAIN:
        return this.#again()
      case tag.EXTENSION:
        return this.#extension()
      case tag.CLASS:
        return this.#instance()
      case tag.CLASS_EXOTIC:
        return this.#exotic()
      case tag.NULL_PROTOTYPE:
        return this.#body(this.u8(), null)
      default:
        return this.#body(code, undefined)
    }
  }

  #instance(): unknown {
    const prototype = this.#classPrototype()
    return this.#body(this.u8(), prototype)
  }

  /** An object without its class; `prototype` is set before anything of it is read. */
  #body(code: number, prototype: object | null | undefined): unknown {
    switch (code) {
      case tag.SHAPE_AGAIN:
        return this.#shaped(this.#shapeAgain(), prototype)
      case tag.SHAPE_NEW:
        return this.#shaped(this.#shapeNew(), prototype)
      case tag.DICTIONARY:
        return this.#named(this.make({}, prototype), this.count(2))
      case tag.ARRAY:
        return this.#array(this.count(1), prototype)
      case tag.DOUBLES:
        return this.#doubles(prototype)
      case tag.MAP:
        return this.#map(prototype)
      case tag.SET:
        return this.#set(prototype)
      case tag.DATE:
        return this.make(new Date(this.f64()), prototype)
      case tag.REGEXP:
        return this.#regexp(prototype)
      case tag.ERROR:
        return readError(this, prototype)
      case tag.VIEW:
        return this.#view(prototype)
      case tag.ARRAY_BUFFER:
        return this.make(this.#copy(this.varint()).buffer, prototype)
      case tag.BOXED:
        return this.#boxed(prototype)
      default:
        if (code >= 0xa0 && code < 0xb0) return this.#array(code & 15, prototype)
        throw new SerializationError(`there is no kind of value 0x${code.toString(16)}`)
    }
  }

  /** Gives a new object its prototype and its number. */
  make<T extends object>(object: T, prototype: object | null | undefined): T {
    if (prototype !== undefined) Object.setPrototypeOf(object, prototype)
    this.#objects[this.#objectCount++] = object
    return object
  }

  u8(): number {
    if (this.at >= this.#end) throw new SerializationError('the bytes end too early')
    return this.bytes[this.at++] as number
  }

  varint(): number {
    let value = 0
    for (let shift = 1; ; shift *= 128) {
      const byte = this.u8()
      value += (byte & 127) * shift
      if (byte < 128) return value
      if (shift > 2 ** 28) throw new SerializationError('a length of more than 32 bits')
    }
  }

  /** A number of items of at least `size` bytes each; more than can be there is refused. */
  count(size: number): number {
    const count = this.varint()
    if (count * size > this.#end - this.at) {
      throw new SerializationError(`${count} items are announced, the bytes end before`)
    }
    return count
  }

  u32(): number {
    return (this.u8() | (this.u8() << 8) | (this.u8() << 16) | (this.u8() << 24)) >>> 0
  }

  f64(): number {
    const from = this.take(8)
    for (let i = 0; i < 8; i++) floatBytes[i] = this.bytes[from + i] as number
    return float[0] as number
  }

  string(): string {
    const value = this.read()
    if (typeof value !== 'string') throw new SerializationError('a name that is no string')
    return value
  }

  /** Where `count` bytes begin that are certainly there; moves past them. */
  take(count: number): number {
    const from = this.at
    if (count > this.#end - from) throw new SerializationError('the bytes end too early')
    this.at = from + count
    return from
  }

  #latin1(count: number): string {
    const from = this.take(count)
    if (count > CACHED_UP_TO) return latin1Slice(this.bytes, from, from + count)
    return count === 0 ? '' : this.#strings.get(this.bytes, from, from + count)
  }

  #utf16(count: number): string {
    const from = this.take(count * 2)
    return utf16Slice(this.bytes, from, from + count * 2)
  }

  #copy(count: number): Uint8Array<ArrayBuffer> {
    const from = this.take(count)
    const copy = new Uint8Array(count)
    if (count > 128) copy.set(this.bytes.subarray(from, from + count))
    else for (let i = 0; i < count; i++) copy[i] = this.bytes[from + i] as number
    return copy
  }

  #bigint(): bigint {
    const hex = Buffer.from(this.#copy(this.varint()).buffer).toString('hex')
    return BigInt(`0x${hex === '' ? '0' : hex}`)
  }

  #again(): unknown {
    const id = this.varint()
    const found = id < this.#objectCount ? this.#objects[id] : UNFINISHED
    if (found === UNFINISHED) throw new SerializationError('a reference to an object not there yet')
    return found
  }

  #array(count: number, prototype: object | null | undefined): unknown[] {
    if (count > this.#end - this.at) throw new SerializationError('an array that ends too early')
    // Arrays that were pushed to keep room for 17 items. A larger count is not believed in advance:
    // arrays in arrays could each announce as many as there are bytes.
    const items = this.make(count > BELIEVED ? [] : arrayOf<unknown>(count), prototype)
    for (let i = 0; i < count; i++) items[i] = this.read()
    return items
  }

  #doubles(prototype: object | null | undefined): number[] {
    const count = this.count(8)
    const cells = new Float64Array(this.#copy(count * 8).buffer)
    return this.make(Array.from(cells), prototype)
  }

  /** The names that a ValueWriter wrote, as an object's or alone. */
  names(): ReadShape {
    const length = this.varint()
    const from = this.take(length)
    return this.#table.find(this.bytes, from, from + length)
  }

  #shapeNew(): ReadShape {
    const shape = this.names()
    this.#shapes.push(shape)
    return shape
  }

  #shapeAgain(): ReadShape {
    const shape = this.#shapes[this.varint()]
    if (shape === undefined) throw new SerializationError('a shape that was not given before')
    return shape
  }

  #shaped(shape: ReadShape, prototype: object | null | undefined): object {
    const { keys } = shape
    const maker = prototype == null ? undefined : makerOf(prototype)
    const made = maker === undefined ? this.make({}, prototype) : this.make(maker.make(), undefined)
    const object = made as Record<string, unknown>
    const assign = maker === undefined ? !shape.unsafe : maker.assigns(shape)
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as string
      const value = this.read()
      if (assign) object[key] = value
      else defineOwn(object, key, value)
    }
    return object
  }

  #named<T extends object>(object: T, count: number): T {
    for (let i = 0; i < count; i++) {
      const key = this.string()
      defineOwn(object, key, this.read())
    }
    return object
  }

  /** Own enumerable properties of an object that is more than these. */
  named(object: object): void {
    this.#named(object, this.count(2))
  }

  #map(prototype: object | null | undefined): unknown {
    const count = this.count(2)
    const map = this.make(new Map<unknown, unknown>(), prototype)
    for (let i = 0; i < count; i++) {
      const key = this.read()
      Map.prototype.set.call(map, key, this.read())
    }
    return map
  }

  #set(prototype: object | null | undefined): unknown {
    const count = this.count(1)
    const set = this.make(new Set<unknown>(), prototype)
    for (let i = 0; i < count; i++) Set.prototype.add.call(set, this.read())
    return set
  }

  #regexp(prototype: object | null | undefined): unknown {
    const source = this.string()
    const regexp = new RegExp(source, this.string())
    regexp.lastIndex = Number(this.read())
    return this.make(regexp, prototype)
  }

  #boxed(prototype: object | null | undefined): unknown {
    const value = this.read()
    if (typeof value === 'object') throw new SerializationError('a boxed value that is none')
    return this.make(Object(value) as object, prototype)
  }

  #view(prototype: object | null | undefined): unknown {
    const kind = this.u8()
    const count = this.varint()
    if (kind === 0 && this.#viewBytes) {
      const from = this.take(count)
      const { buffer, byteOffset } = this.bytes
      return this.make(new Uint8Array(buffer, byteOffset + from, count), prototype)
    }
    const { buffer } = this.#copy(count)
    const View = views[kind]
    if (View === undefined) throw new SerializationError(`there is no kind of bytes ${kind}`)
    return this.make(View(buffer), prototype)
  }

  #classPrototype(): object {
    const index = this.varint()
    if (index === 0) this.#classIds.push(this.string())
    const id = this.#classIds[index === 0 ? this.#classIds.length - 1 : index - 1]
    if (id === undefined) throw new SerializationError('a class that was not named before')
    return this.prototypeOf(id)
  }

  /** The prototype of the class with this id; throws when the class is not known. */
  prototypeOf(id: string): object {
    const found = this.#classes?.classOf(id)
    if (found !== undefined) return found.prototype as object
    throw new SerializationError(`class ${id} is not known to this process`)
  }

  #exotic(): unknown {
    const prototype = this.#classPrototype()
    const code = this.u8()
    const object = this.#body(code, prototype) as object
    if (code !== tag.ERROR) this.named(object)
    return object
  }

  #extension(): unknown {
    const name = this.string()
    const extension = this.#extensions.get(name)
    if (extension === undefined) {
      throw new SerializationError(`no extension with the tag ${name} is known to this process`)
    }
    const place = this.#objectCount++
    this.#objects[place] = UNFINISHED
    const value = extension.decode(this.read())
    this.#objects[place] = value
    return value
  }
}
