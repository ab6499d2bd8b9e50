import { readFileSync } from 'node:fs'

/** The code of the `index`th fenced block of a language in a Markdown file; throws when there is none. */
export function fencedCode(file: string | URL, language = 'ts', index = 0): string {
  const blocks = [...readFileSync(file, 'utf8').matchAll(/^```(\w*)[^\n]*\n([\s\S]*?)^```/gm)]
    .filter(([, found]) => found === language)
    .map(([, , code]) => code ?? '')
  const block = blocks[index]
  if (block === undefined) {
    throw new Error(
      `${String(file)}: no \`\`\`${language} block number ${index}, found ${blocks.length}`,
    )
  }
  return block
}
