import { Serializer } from '@firesteel/serializer'

/** A copy of a zero value that shares nothing with it, its class kept: what a fold may change. */
export function copyOf<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  const classes: Function[] = []
  const serializer = new Serializer({
    classes: {
      idOf: (ctor) =>
        String((classes.includes(ctor) ? 0 : classes.push(ctor)) && classes.indexOf(ctor)),
      classOf: (id) => classes[Number(id)],
    },
  })
  return serializer.deserialize(serializer.serialize(value)) as T
}
