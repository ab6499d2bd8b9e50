/** Frames that are no user's: ours, generated ones, Node's. */
const NOT_USERS =
  /firesteel:program|node:|[\\/](rdd-core|task|shuffle|serializer|keys|closure|executor|storage|errors)[\\/](src|dist)[\\/]|@firesteel[\\/]/

/** The innermost frame of the user's code in a stack: `file:line:column`. */
export function userFrame(stack: string | undefined): string | undefined {
  for (const line of stack?.split('\n') ?? []) {
    const place = line.match(/^\s+at (?:.*\()?((?:file:|\/|[A-Za-z]:|[\w@.]).*:\d+:\d+)\)?$/)?.[1]
    if (place !== undefined && !NOT_USERS.test(place)) return place
  }
  return undefined
}
