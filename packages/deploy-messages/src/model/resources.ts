import * as z from 'zod/mini'

/** Custom resources that somebody has or holds: name → addresses, as `gpu` → `['0', '1']`. */
export type Resources = Readonly<Record<string, readonly string[]>>
/** What {@link Resources} look like on the wire. */
export const resourcesSchema: z.ZodMiniType<Resources> = z.record(z.string(), z.array(z.string()))

/** How much of each custom resource something needs: name → amount. */
export type ResourceRequirements = Readonly<Record<string, number>>
/** What {@link ResourceRequirements} look like on the wire. */
export const resourceRequirementsSchema: z.ZodMiniType<ResourceRequirements> = z.record(
  z.string(),
  z.int().check(z.nonnegative()),
)

/** Whether `free` holds `times` times what is required. */
export const satisfies = (free: Resources, required: ResourceRequirements, times = 1): boolean =>
  Object.entries(required).every(([name, amount]) => (free[name]?.length ?? 0) >= amount * times)

/** The first free addresses that meet the requirement; throws when there are too few. */
export function takeResources(free: Resources, required: ResourceRequirements): Resources {
  return Object.fromEntries(
    Object.entries(required)
      .filter(([, amount]) => amount > 0)
      .map(([name, amount]) => {
        const addresses = free[name]?.slice(0, amount) ?? []
        if (addresses.length < amount) {
          throw new RangeError(`needs ${amount} of ${name}, only ${addresses.length} are free`)
        }
        return [name, addresses]
      }),
  )
}

/** `left` and the addresses of `right` that it does not have yet. */
export function addResources(left: Resources, right: Resources): Resources {
  const sum: Record<string, readonly string[]> = { ...left }
  for (const [name, addresses] of Object.entries(right)) {
    sum[name] = [...new Set([...(sum[name] ?? []), ...addresses])]
  }
  return sum
}

/** `left` without the addresses of `right`. */
export function subtractResources(left: Resources, right: Resources): Resources {
  return Object.fromEntries(
    Object.entries(left).map(([name, addresses]) => {
      const taken = new Set(right[name])
      return [name, addresses.filter((address) => !taken.has(address))]
    }),
  )
}
