import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { init, parse } from 'es-module-lexer'
import { type Loader, type Plugin, transform } from 'esbuild'

/** Same length as `import.meta`, so that columns stay where they are. */
const STAND_IN = '$importMeta'
const NAMESPACE = 'firesteel-import-meta'

/**
 * In a bundle, `import.meta` would speak of the bundle. This gives each of the application's modules
 * its own again: `url`, `filename` and `dirname` of the file that was submitted.
 */
export const ownImportMeta = (): Plugin => ({
  name: 'firesteel-import-meta',
  setup(build) {
    build.onResolve({ filter: new RegExp(`^${NAMESPACE}:`) }, ({ path }) => ({
      path: path.slice(NAMESPACE.length + 1),
      namespace: NAMESPACE,
    }))
    build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({
      contents: `export const ${STAND_IN} = ${JSON.stringify({
        url: pathToFileURL(path).href,
        filename: path,
        dirname: dirname(path),
      })}`,
      loader: 'js',
    }))
    build.onLoad({ filter: /\.[cm]?[jt]sx?$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8')
      if (!source.includes('import.meta')) return undefined
      const extension = path.replace(/^.*\.[cm]?/, '') as Loader
      const { code } = await transform(source, {
        loader: extension,
        sourcefile: path,
        sourcemap: 'inline',
        target: 'esnext',
      })
      await init
      const [imports] = parse(code)
      let rewritten = code
      // The lexer marks import.meta with -2 where it gives the position of a dynamic import.
      for (const { d, s, e } of imports) {
        if (d === -2) rewritten = rewritten.slice(0, s) + STAND_IN + rewritten.slice(e)
      }
      const map = rewritten.lastIndexOf('\n//# sourceMappingURL=')
      const from = `\nimport { ${STAND_IN} } from ${JSON.stringify(`${NAMESPACE}:${path}`)}`
      return {
        contents: rewritten.slice(0, map) + from + rewritten.slice(map),
        loader: 'js',
      }
    })
  },
})
