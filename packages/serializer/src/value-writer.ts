import { types } from 'node:util'
import { type Brand, brandOf, isPlainPrototype, refusedAs, unboxed, viewName } from './brand.js'
import type { ByteSink } from './byte-sink.js'
import { writeError } from './error-fields.js'
import type { ClassResolver, Extension } from './extension.js'
import { constructorOf, extendsBuiltIn, isBuiltIn } from './prototype.js'
import { Refusal } from './refusal.js'
import { SeenObjects } from './seen-objects.js'
import { ShapeTrie } from './shape-trie.js'
import * as tag from './tags.js'

/** Shorter arrays of numbers are written one by one. */
const DOUBLES_FROM = 8

const viewKinds = new Map<string, number>(tag.VIEWS.map((name, index) => [name, index]))
const objectPrototype = Object.prototype
const arrayPrototype = Array.prototype
const uint8Prototype = Uint8Array.prototype
const bufferPrototype = Buffer.prototype

/** Writes values one after the other; knows shapes and classes for a message, objects for a row. */
export class ValueWriter {
  readonly sink: ByteSink
  readonly #classes: ClassResolver | undefined
  readonly #extensions: readonly Extension[]
  readonly #shapes = new ShapeTrie()
  /** Classes of plain instances by their prototype: looked at once. */
  readonly #ordinary = new WeakMap<object, string>()
  #epoch = 0
  #shapeCount = 0
  #classIds: string[] = []
  readonly #seen = new SeenObjects()

  constructor(
    sink: ByteSink,
    classes: ClassResolver | undefined,
    extensions: readonly Extension[],
  ) {
    this.sink = sink
    this.#classes = classes
    this.#extensions = extensions
  }

  /** Begins a message or a column: no shape, class or object is known. */
  begin(): void {
    this.#epoch++
    this.#shapeCount = 0
    if (this.#classIds.length > 0) this.#classIds = []
    this.beginRow()
  }

  /** Begins a row: objects of the rows before are other objects, and are held no longer. */
  beginRow(): void {
    this.#seen.clear()
  }

  /** Ends a message: holds on to no value of it. */
  end(): void {
    this.beginRow()
  }

  write(value: unknown): void {
    switch (typeof value) {
      case 'number':
        this.#number(value)
        return
      case 'string':
        this.string(value)
        return
      case 'object':
        if (value === null) this.sink.u8(tag.NULL)
        else this.#object(value)
        return
      case 'boolean':
        this.sink.u8(value ? tag.TRUE : tag.FALSE)
        return
      case 'undefined':
        this.sink.u8(tag.UNDEFINED)
        return
      case 'bigint':
        this.#bigint(value)
        return
      default:
        if (!this.#extension(value)) throw new Refusal(value, refusedAs(value) ?? 'not a value')
    }
  }

  #number(value: number): void {
    const { sink } = this
    const int = value | 0
    if (int !== value || (int === 0 && 1 / value < 0)) {
      sink.u8(tag.FLOAT64)
      sink.f64(value)
    } else if (int >= 0 && int < 128) sink.u8(int)
    else if (int >= -128 && int < 128) {
      sink.u8(tag.INT8)
      sink.u8(int)
    } else if (int >= -32768 && int < 32768) {
      sink.u8(tag.INT16)
      sink.u8(int)
      sink.u8(int >> 8)
    } else {
      sink.u8(tag.INT32)
      sink.u32(int)
    }
  }

  string(value: string): void {
    const { sink } = this
    const start = sink.length
    const count = value.length
    if (count < 32) sink.u8(tag.SHORT_STRING | count)
    else {
      sink.u8(tag.LATIN1)
      sink.varint(count)
    }
    if (sink.latin1(value)) return
    sink.length = start
    sink.u8(tag.UTF16)
    sink.varint(count)
    sink.utf16(value)
  }

  #bigint(value: bigint): void {
    this.sink.u8(value < 0n ? tag.BIGINT_NEGATIVE : tag.BIGINT)
    const digits = (value < 0n ? -value : value).toString(16)
    const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex')
    this.sink.varint(bytes.length)
    this.sink.raw(bytes)
  }

  #object(value: object): void {
    const known = this.#seen.idOf(value)
    if (known >= 0) {
      this.sink.u8(tag.AGAIN)
      this.sink.varint(known)
      return
    }
    const prototype = Object.getPrototypeOf(value) as object | null
    if (prototype === objectPrototype) this.#named(value)
    else if (prototype === arrayPrototype && Array.isArray(value)) this.#array(value)
    else if (
      (prototype === uint8Prototype || prototype === bufferPrototype) &&
      types.isUint8Array(value)
    ) {
      this.#bytes(prototype === uint8Prototype ? 0 : 1, value)
    } else if (prototype === null) {
      this.sink.u8(tag.NULL_PROTOTYPE)
      this.#named(value)
    } else this.#instance(value, prototype)
  }

  #named(value: object): void {
    const keys = Object.keys(value)
    const { sink } = this
    const from = value as Record<string, unknown>
    if (keys.length > tag.MAX_SHAPE_KEYS) {
      sink.u8(tag.DICTIONARY)
      sink.varint(keys.length)
      for (const key of keys) {
        this.string(key)
        this.write(from[key])
      }
      return
    }
    const shape = this.#shapes.find(keys)
    if (shape.epoch === this.#epoch) {
      sink.u8(tag.SHAPE_AGAIN)
      sink.varint(shape.id)
    } else {
      shape.epoch = this.#epoch
      shape.id = this.#shapeCount++
      sink.u8(tag.SHAPE_NEW)
      sink.raw(shape.section)
    }
    for (let i = 0; i < keys.length; i++) this.write(from[keys[i] as string])
  }

  /** Property names alone, as the head of a column of records. */
  names(keys: readonly string[]): void {
    this.sink.raw(this.#shapes.find(keys).section)
  }

  #array(value: readonly unknown[]): void {
    const count = value.length
    if (count >= DOUBLES_FROM && areDoubles(value)) {
      this.sink.u8(tag.DOUBLES)
      this.sink.varint(count)
      this.sink.raw(new Uint8Array(Float64Array.from(value).buffer))
      return
    }
    if (count < 16) this.sink.u8(tag.SHORT_ARRAY | count)
    else {
      this.sink.u8(tag.ARRAY)
      this.sink.varint(count)
    }
    for (let i = 0; i < count; i++) this.write(value[i])
  }

  #bytes(kind: number, value: Uint8Array): void {
    this.sink.u8(tag.VIEW)
    this.sink.u8(kind)
    this.sink.varint(value.length)
    this.sink.raw(value)
  }

  /** Everything that is neither a plain object nor an array. */
  #instance(value: object, prototype: object): void {
    const known = this.classIdOf(value, prototype)
    if (known !== undefined) {
      this.sink.u8(tag.CLASS)
      this.#classReference(known)
      this.#named(value)
    } else if (isPlainPrototype(prototype)) this.#named(value)
    else this.#otherInstance(value, prototype)
  }

  /** The id of an instance's class, if the class is known, extends no built-in type and is of no extension. */
  classIdOf(value: object, prototype: object): string | undefined {
    const id = this.#ordinary.get(prototype)
    if (id === undefined) return this.#firstOfClass(value, prototype)
    for (const extension of this.#extensions) if (extension.matches(value)) return undefined
    return id
  }

  #firstOfClass(value: object, prototype: object): string | undefined {
    if (this.#classes === undefined || isPlainPrototype(prototype)) return undefined
    if (extendsBuiltIn(prototype) || brandOf(value) !== 'object') return undefined
    const ctor = constructorOf(prototype)
    const id = ctor === undefined ? undefined : this.#classes.idOf(ctor)
    if (id === undefined) return undefined
    this.#ordinary.set(prototype, id)
    return this.classIdOf(value, prototype)
  }

  #otherInstance(value: object, prototype: object): void {
    const brand = brandOf(value)
    const ctor = constructorOf(prototype)
    // A built-in type, of this realm or another.
    if (brand !== undefined && brand !== 'object' && brand !== 'error' && isBuiltIn(prototype)) {
      this.#body(brand, value)
      return
    }
    if (this.#extension(value)) return
    if (brand === undefined) throw new Refusal(value, refusedAs(value) ?? 'no value')
    const id = ctor === undefined ? undefined : this.#knownClass(brand, ctor)
    if (id === undefined) {
      // Whoever catches an error looks at its name and code: better an Error than none.
      if (brand === 'error') return this.#body(brand, value)
      throw unknownClass(value, ctor)
    }
    this.sink.u8(brand === 'object' ? tag.CLASS : tag.CLASS_EXOTIC)
    this.#classReference(id)
    this.#body(brand, value)
    if (brand !== 'object' && brand !== 'error') this.#ownNamed(brand, value)
  }

  #knownClass(brand: Brand, ctor: Function): string | undefined {
    if (brand === 'error' && (tag.ERRORS as readonly Function[]).includes(ctor)) return undefined
    return this.#classes?.idOf(ctor)
  }

  #classReference(id: string): void {
    const index = this.#classIds.indexOf(id)
    if (index >= 0) {
      this.sink.varint(index + 1)
      return
    }
    this.#classIds.push(id)
    this.sink.varint(0)
    this.string(id)
  }

  /** Named properties of an instance that is also an array, Map, Date, … . */
  #ownNamed(brand: Brand, value: object): void {
    const keys = Object.keys(value).filter(
      (key) => !((brand === 'array' || brand === 'view') && /^\d+$/.test(key)),
    )
    this.sink.varint(keys.length)
    for (const key of keys) {
      this.string(key)
      this.write((value as Record<string, unknown>)[key])
    }
  }

  #body(brand: Brand, value: object): void {
    const { sink } = this
    switch (brand) {
      case 'object':
        return this.#named(value)
      case 'array':
        return this.#array(value as unknown[])
      case 'map':
        return this.#map(value as Map<unknown, unknown>)
      case 'set':
        return this.#set(value as Set<unknown>)
      case 'date':
        sink.u8(tag.DATE)
        return sink.f64(Date.prototype.getTime.call(value))
      case 'regexp':
        return this.#regexp(value as RegExp)
      case 'error':
        return writeError(value as Error, this)
      case 'view':
        return this.#view(value as ArrayBufferView)
      case 'buffer':
        sink.u8(tag.ARRAY_BUFFER)
        sink.varint((value as ArrayBuffer).byteLength)
        return sink.raw(new Uint8Array(value as ArrayBuffer))
      case 'boxed':
        sink.u8(tag.BOXED)
        return this.write(unboxed(value))
    }
  }

  #map(value: Map<unknown, unknown>): void {
    this.sink.u8(tag.MAP)
    this.sink.varint(value.size)
    for (const [key, item] of Map.prototype.entries.call(value)) {
      this.write(key)
      this.write(item)
    }
  }

  #set(value: Set<unknown>): void {
    this.sink.u8(tag.SET)
    this.sink.varint(value.size)
    for (const item of Set.prototype.values.call(value)) this.write(item)
  }

  #regexp(value: RegExp): void {
    this.sink.u8(tag.REGEXP)
    this.string(value.source)
    this.string(value.flags)
    this.write(value.lastIndex)
  }

  #view(value: ArrayBufferView): void {
    const name = Buffer.isBuffer(value) ? 'Buffer' : viewName(value)
    const kind = viewKinds.get(name)
    if (kind === undefined) throw new Refusal(value, `a ${name}`)
    this.#bytes(kind, new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
  }

  /** Lets the first extension that knows `value` write it; false when none does. */
  #extension(value: unknown): boolean {
    for (const extension of this.#extensions) {
      if (!extension.matches(value)) continue
      this.sink.u8(tag.EXTENSION)
      this.string(extension.tag)
      this.write(extension.encode(value))
      return true
    }
    return false
  }
}

/** True for numbers of which the first is no integer: integers are smaller one by one. */
function areDoubles(value: readonly unknown[]): value is readonly number[] {
  if (typeof value[0] !== 'number' || Number.isInteger(value[0])) return false
  for (let i = 1; i < value.length; i++) if (typeof value[i] !== 'number') return false
  return true
}

function unknownClass(value: object, ctor: Function | undefined): Refusal {
  const name = ctor?.name ? ctor.name : 'a class without a name'
  return new Refusal(
    value,
    `an instance of ${name}, which is not a class known to the application`,
    'define the class in a module of the application and use it in the closure, or keep plain objects in rows',
  )
}
