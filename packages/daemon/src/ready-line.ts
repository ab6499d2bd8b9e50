/** What a daemon prints on standard output, once, when it can be reached: `<name> ready <facts>`. */
export const readyLine = (name: string, facts: readonly string[]): string =>
  [name, 'ready', ...facts].join(' ')

/** The facts of a daemon's ready line, or undefined when the line is another one. */
export function readyFacts(name: string, line: string): readonly string[] | undefined {
  const [first, second, ...facts] = line.trim().split(' ')
  return first === name && second === 'ready' ? facts : undefined
}
