import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { RpcEnv } from '@firesteel/rpc-core'

/** Fetches the application's bundle from the driver into `dir`; its file URL there. */
export async function fetchAppBundle(env: RpcEnv, uri: string, dir: string): Promise<string> {
  await mkdir(dir, { recursive: true })
  // The name comes from the network: only its last part, and never a hidden file.
  const file = join(dir, basename(new URL(uri).pathname).replace(/^\.*/, '') || 'application.mjs')
  await writeFile(file, await env.fetchBytes(uri))
  return pathToFileURL(file).href
}
