/** An array with room for `count` items, all of which are set before anybody sees it. */
// oxlint-disable-next-line unicorn/no-new-array
export const arrayOf = <T>(count: number): T[] => new Array<T>(count)
