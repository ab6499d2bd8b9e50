import * as actions from '../actions/all.js'
import { AsyncActions } from './async-actions.js'

/** Actions that write files. */
export abstract class OutputActions<T> extends AsyncActions<T> {
  /** One line per record, one file per partition, in a directory that must not exist yet. */
  saveAsTextFile(path: string): Promise<void> {
    return actions.saveAsTextFile(this, path)
  }
}
