import type { Session } from 'node:inspector'
import { Scripts } from './scripts.js'

/** One scope around a function, from the inside out; `variables` holds the live values. */
export interface Scope {
  /** As V8 calls it: `Block`, `Catch`, `Closure (name)`, `Module`, `Script`, `With Block`. */
  readonly kind: string
  readonly variables: Readonly<Record<string, unknown>>
}

/** What the debugger knows about a function of the program's own. */
export interface PlainFunction {
  readonly scopes: readonly Scope[]
  readonly scriptId: string
  /** From 0, in the script as it was compiled. */
  readonly line: number
  readonly column: number
}

/** What `bind` has made. */
export interface BoundFunction {
  readonly target: Function
  readonly receiver: unknown
  readonly args: readonly unknown[]
}

interface Holder {
  subject: unknown
  found: unknown
}

interface RemoteValue {
  readonly objectId?: string | undefined
  readonly value?: unknown
  readonly unserializableValue?: string | undefined
}

interface InternalProperty {
  readonly name: string
  readonly value?: RemoteValue
}

const HOLDER = Symbol.for('firesteel.closure.holder')
// A core module's object is the same in every realm, jest's included; globalThis is not.
const HOLDER_EXPRESSION = `process.getBuiltinModule('node:inspector')[Symbol.for('firesteel.closure.holder')]`
const GROUP = 'firesteel'

/**
 * A short connection to this thread's own inspector. Every call is answered before it returns;
 * it must be closed before user code runs again, because V8 keeps what it has shown.
 */
export class Inspection {
  readonly #session: Session
  readonly #home: Record<symbol, Holder>
  readonly #holder: Holder = { subject: undefined, found: undefined }
  readonly #holderId: string
  readonly #looked = new Map<Function, PlainFunction | BoundFunction | undefined>()
  readonly scripts: Scripts

  private constructor(session: Session, home: Record<symbol, Holder>) {
    this.#session = session
    this.#home = home
    home[HOLDER] = this.#holder
    const { result } = this.#post<{ result: RemoteValue }>('Runtime.evaluate', {
      expression: HOLDER_EXPRESSION,
      objectGroup: GROUP,
    })
    if (result.objectId === undefined) throw new Error('the inspector does not show the holder')
    this.#holderId = result.objectId
    this.scripts = new Scripts(session, (method, parameters) => this.#post(method, parameters))
  }

  /** A connection, or undefined where none is allowed (the permission model, a build without inspector). */
  static open(): Inspection | undefined {
    try {
      const inspector = process.getBuiltinModule('node:inspector')
      const session = new inspector.Session()
      session.connect()
      return new Inspection(session, inspector as unknown as Record<symbol, Holder>)
    } catch {
      return undefined
    }
  }

  /** Releases what was shown and ends the connection. */
  close(): void {
    try {
      this.#post('Runtime.releaseObjectGroup', { objectGroup: GROUP })
    } finally {
      delete this.#home[HOLDER]
      this.#session.disconnect()
    }
  }

  /** Scopes and place of a function, or what it binds; undefined for a native one. */
  look(fn: Function): PlainFunction | BoundFunction | undefined {
    if (!this.#looked.has(fn)) this.#looked.set(fn, this.#lookAt(fn))
    return this.#looked.get(fn)
  }

  #lookAt(fn: Function): PlainFunction | BoundFunction | undefined {
    const properties = this.#internalProperties(fn)
    const target = properties.get('[[TargetFunction]]')
    if (target !== undefined) {
      return {
        target: this.#value(target) as Function,
        receiver: this.#value(properties.get('[[BoundThis]]')),
        args: this.#value(properties.get('[[BoundArgs]]')) as unknown[],
      }
    }
    const location = properties.get('[[FunctionLocation]]')?.value as
      | { scriptId: string; lineNumber: number; columnNumber?: number }
      | undefined
    if (location === undefined) return undefined
    return {
      scopes: this.#scopes(properties.get('[[Scopes]]')),
      scriptId: location.scriptId,
      line: location.lineNumber,
      column: location.columnNumber ?? 0,
    }
  }

  #scopes(list: RemoteValue | undefined): Scope[] {
    if (list === undefined) return []
    const entries = this.#value(list) as { description: string; object: Scope['variables'] }[]
    const scopes: Scope[] = []
    for (let at = 0; entries[at] !== undefined; at++) {
      const { description, object } = entries[at] as (typeof entries)[number]
      if (description === 'Global') break
      scopes.push({ kind: description, variables: object })
    }
    return scopes
  }

  #internalProperties(fn: Function): Map<string, RemoteValue> {
    this.#holder.subject = fn
    const { result } = this.#call('function () { return this.subject }', this.#holderId)
    const { internalProperties } = this.#post<{ internalProperties?: InternalProperty[] }>(
      'Runtime.getProperties',
      { objectId: result.objectId, ownProperties: true },
    )
    return new Map((internalProperties ?? []).map(({ name, value }) => [name, value ?? {}]))
  }

  /** The value itself that a remote one stands for. */
  #value(remote: RemoteValue | undefined): unknown {
    if (remote === undefined) return undefined
    const { objectId, value, unserializableValue } = remote
    if (objectId === undefined) {
      this.#call('function (value) { this.found = value }', this.#holderId, [
        { value, unserializableValue },
      ])
    } else {
      this.#call('function (holder) { holder.found = this }', objectId, [
        { objectId: this.#holderId },
      ])
    }
    const { found } = this.#holder
    this.#holder.found = undefined
    return found
  }

  #call(
    functionDeclaration: string,
    objectId: string,
    args: readonly RemoteValue[] = [],
  ): { result: RemoteValue } {
    return this.#post('Runtime.callFunctionOn', {
      functionDeclaration,
      objectId,
      arguments: args,
      objectGroup: GROUP,
    })
  }

  #post<R>(method: string, parameters: object = {}): R {
    let failure: Error | null = null
    let answer: unknown
    this.#session.post(method, parameters, (error, result) => {
      failure = error
      answer = result
    })
    if (failure !== null) throw failure as Error
    return answer as R
  }
}
