/**
 * A method under this key says how an object travels: it returns a {@link Shipped}. What the
 * executor gets is what the named export returns, or what the named reviver makes of the value.
 */
export const ship: unique symbol = Symbol.for('firesteel.ship') as never

/** A string under this key says why an object must not be captured; capture fails with it. */
export const deny: unique symbol = Symbol.for('firesteel.deny') as never

/** How an object with a {@link ship} method is made anew where the task runs. */
export type Shipped =
  | {
      /** A provided module, a package, or a `node:` module. */
      readonly module: string
      /** The export that is called with `args`. */
      readonly export: string
      readonly args?: readonly unknown[] | undefined
    }
  | {
      /** A name among the revivers of the rebuild environment. */
      readonly reviver: string
      readonly value: unknown
    }

/** An object that says itself how it travels. */
export interface Shippable {
  [ship](): Shipped
}

/** An object that must stay on the driver. */
export interface Denied {
  readonly [deny]: string
}
