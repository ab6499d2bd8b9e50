import * as actions from '../actions/all.js'
import type { TextCodec } from '../output/output-target.js'
import { AsyncActions } from './async-actions.js'

/** Actions that write files. */
export abstract class OutputActions<T> extends AsyncActions<T> {
  /** One line per record, one file per partition, in a directory that must not exist yet. */
  saveAsTextFile(
    path: string,
    options: { readonly codec?: TextCodec | undefined } = {},
  ): Promise<void> {
    return actions.saveAsTextFile(this, path, options.codec)
  }

  /**
   * The records as they are, one file per partition, in a directory that must not exist yet; instances
   * keep the name of their class, which whoever reads them hands to `objectFile`.
   */
  saveAsObjectFile(path: string): Promise<void> {
    return actions.saveAsObjectFile(this, path)
  }
}
