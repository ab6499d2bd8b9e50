import { isAbsolute, relative, resolve, sep } from 'node:path'
import { type BuildFailure, type BuildOptions, type Metafile, type Plugin, build } from 'esbuild'
import { BundleError } from './errors.js'
import { ownImportMeta } from './import-meta.js'
import { INSTALLATION_EXPRESSION } from './installation.js'

/** What to bundle. */
export interface BundleOptions {
  /** Absolute path of the application's entry. */
  readonly application: string
  /** Where the bundle goes: an `.mjs` file; its source map goes beside it. */
  readonly outfile: string
  /** Names that each package supplied by the running process exports: `{ firesteel: ['SparkConf', …] }`. */
  readonly supplied: Readonly<Record<string, readonly string[]>>
}

/** The name that a module of the application has in closures: the same on the driver and on executors. */
export const moduleName = (applicationDir: string, file: string): string =>
  `app:${relative(applicationDir, file).split(sep).join('/')}`

/**
 * Bundles an application into one file of lazy modules, the analogue of the application jar:
 * importing it evaluates nothing; `main()` evaluates what the entry imports, in the order in which
 * Node would have, and then the entry; `modules` names every module that a closure may refer to.
 * Throws {@link BundleError}.
 */
export async function bundleApplication(options: BundleOptions): Promise<void> {
  const { application } = options
  const dir = resolve(application, '..')
  const shared: BuildOptions = {
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    keepNames: true,
    logLevel: 'silent',
    absWorkingDir: dir,
    external: ['*.node'],
    // CommonJS packages in the bundle call require for Node's own modules.
    banner: {
      js: "import { createRequire as $createRequire } from 'node:module';const require = $createRequire(import.meta.url);",
    },
    plugins: [suppliedModules(options.supplied), ownImportMeta()],
  }
  try {
    const { metafile } = await build({
      ...shared,
      entryPoints: [application],
      write: false,
      metafile: true as const,
      outdir: 'out',
    })
    const modules = evaluationOrder(metafile, dir, application)
    await build({
      ...shared,
      stdin: {
        contents: entryOf(application, modules, dir),
        resolveDir: dir,
        sourcefile: 'firesteel-bundle.js',
      },
      outfile: options.outfile,
      sourcemap: 'linked',
      sourcesContent: true,
    })
  } catch (error) {
    const failure = error as Partial<BuildFailure>
    if (failure.errors === undefined) throw error
    throw new BundleError(
      application,
      failure.errors.map(({ text, location }) =>
        location === null
          ? text
          : `${location.file}:${location.line}:${location.column + 1}: ${text}`,
      ),
    )
  }
}

/** Turns imports of the packages that the process supplies into look-ups in its installation. */
function suppliedModules(supplied: BundleOptions['supplied']): Plugin {
  const names = Object.keys(supplied).map((name) => name.replace(/[/\\^$.|?*+()[\]{}]/g, '\\$&'))
  return {
    name: 'firesteel-supplied-modules',
    setup(bundling) {
      bundling.onResolve({ filter: new RegExp(`^(${names.join('|')})$`) }, ({ path }) => ({
        path,
        namespace: 'firesteel-supplied',
      }))
      bundling.onLoad({ filter: /.*/, namespace: 'firesteel-supplied' }, ({ path }) => ({
        contents: [
          `const supplied = ${INSTALLATION_EXPRESSION}?.[${JSON.stringify(path)}]`,
          `if (supplied === undefined) throw new Error(${JSON.stringify(`no installation of ${path} runs this bundle`)})`,
          `export const { ${(supplied[path] ?? []).join(', ')} } = supplied`,
        ].join('\n'),
        loader: 'js',
      }))
    },
  }
}

/** The modules that the entry imports, without the entry: each after those that it imports itself. */
function evaluationOrder(metafile: Metafile, dir: string, application: string): string[] {
  const absolute = (path: string): string => (isAbsolute(path) ? path : resolve(dir, path))
  const inputs = new Map(
    Object.entries(metafile.inputs)
      .filter(([path]) => !/^(firesteel-[a-z-]+:|<)/.test(path))
      .map(([path, input]) => [absolute(path), input]),
  )
  const order: string[] = []
  const seen = new Set<string>([application])
  const pending = [{ path: application, next: 0 }]
  while (pending.length > 0) {
    const frame = pending[pending.length - 1] as { path: string; next: number }
    const imports = inputs.get(frame.path)?.imports ?? []
    const each = imports[frame.next++]
    if (each === undefined) {
      if (frame.path !== application) order.push(frame.path)
      pending.pop()
      continue
    }
    const path = absolute(each.path)
    const isStatic = each.kind === 'import-statement' || each.kind === 'require-call'
    if (!isStatic || each.external || seen.has(path) || !inputs.has(path)) continue
    seen.add(path)
    pending.push({ path, next: 0 })
  }
  return order.filter((path) => /\.[cm]?[jt]sx?$/.test(path))
}

function entryOf(application: string, modules: readonly string[], dir: string): string {
  const load = (path: string): string => `() => import(${JSON.stringify(path)})`
  return [
    'export const modules = {',
    ...modules.map((path) => `  ${JSON.stringify(moduleName(dir, path))}: ${load(path)},`),
    '}',
    `export const main = ${load(application)}`,
  ].join('\n')
}
