import { defineConfig } from 'tsup'

/** How every package becomes JavaScript: the one place that knows tsup. Declarations come from tsc. */
export const library = (...entries: string[]): ReturnType<typeof defineConfig> =>
  defineConfig({
    entry: Object.fromEntries(entries.map((entry) => [entry, `src/${entry}.ts`])),
    format: 'esm',
    target: 'node20.19',
    platform: 'node',
    splitting: true,
    sourcemap: true,
    clean: true,
    dts: false,
    // Seventy files, of which a package needs a few: bundled they load in 10 ms instead of 65.
    noExternal: ['zod/mini'],
  })

/** A program that its process or thread loads whole: one file is there in half the time that fifty take. */
export const program = (...entries: string[]): ReturnType<typeof defineConfig> =>
  defineConfig({
    entry: Object.fromEntries(entries.map((entry) => [entry, `src/${entry}.ts`])),
    format: 'esm',
    target: 'node20.19',
    platform: 'node',
    splitting: true,
    sourcemap: true,
    clean: false,
    dts: false,
    // All but what is native, and loaded only when it is asked for.
    noExternal: [/^(?!lz4-napi)/],
    external: ['lz4-napi'],
    esbuildOptions: (options) => void (options.conditions = ['@firesteel/source']),
  })
