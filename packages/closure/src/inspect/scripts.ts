import type { Session } from 'node:inspector'

/** A script or module that V8 has compiled. */
export interface Script {
  readonly url: string
  readonly isModule: boolean
  /** As its last comment says; a `data:` URL or relative to `url`. */
  readonly sourceMapUrl: string | undefined
}

interface ScriptParsed {
  readonly params: {
    readonly scriptId: string
    readonly url: string
    readonly isModule?: boolean
    readonly sourceMapURL?: string
  }
}

const known = new Map<string, Script>()
const idsByUrl = new Map<string, string>()
const texts = new Map<string, string>()

/** The scripts of this thread; asks the debugger only for one not seen before, and not for longer. */
export class Scripts {
  readonly #session: Session
  readonly #post: (method: string, parameters?: object) => unknown

  constructor(session: Session, post: (method: string, parameters?: object) => unknown) {
    this.#session = session
    this.#post = post
  }

  /** The script of that id. */
  get(id: string): Script | undefined {
    if (!known.has(id)) this.#learn()
    return known.get(id)
  }

  /** The text of a script as V8 compiled it: after a loader has made JavaScript of it. */
  textOf(id: string): string {
    let text = texts.get(id)
    if (text === undefined) {
      text = this.#withDebugger(
        () =>
          (this.#post('Debugger.getScriptSource', { scriptId: id }) as { scriptSource: string })
            .scriptSource,
      )
      texts.set(id, text)
    }
    return text
  }

  #learn(): void {
    const note = ({ params }: ScriptParsed): void => {
      const { scriptId, url, isModule, sourceMapURL } = params
      known.set(scriptId, { url, isModule: isModule ?? false, sourceMapUrl: sourceMapURL })
      if (url !== '') idsByUrl.set(url, scriptId)
    }
    this.#session.on('Debugger.scriptParsed', note as never)
    try {
      // On for microseconds: while it is on, every await of the program is several times slower.
      this.#withDebugger(() => undefined)
    } finally {
      this.#session.off('Debugger.scriptParsed', note as never)
    }
  }

  #withDebugger<R>(body: () => R): R {
    this.#post('Debugger.enable')
    try {
      return body()
    } finally {
      this.#post('Debugger.disable')
    }
  }
}

/** What is known about the script of that URL, without asking the debugger. */
export function knownScript(url: string): Script | undefined {
  const id = idsByUrl.get(url)
  return id === undefined ? undefined : known.get(id)
}
