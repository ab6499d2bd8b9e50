const CR = 13

/** The lines of a text that ends where a line ends; `bytes` are the text's, to look for CR quickly. */
export function linesOf(text: string, bytes: Uint8Array): string[] {
  if (bytes.length === 0) return []
  if (bytes.indexOf(CR) === -1) {
    const lines = text.split('\n')
    if (text.endsWith('\n')) lines.pop()
    return lines
  }
  const lines = text.split(/\r\n|\n|\r/)
  if (text.endsWith('\n') || text.endsWith('\r')) lines.pop()
  return lines
}
