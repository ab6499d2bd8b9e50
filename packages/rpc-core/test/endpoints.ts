import * as z from 'zod/mini'
import {
  DEFERRED,
  type EndpointRef,
  isEndpointRef,
  message,
  request,
  type RpcAddress,
  type RpcEndpoint,
} from '../src/index.js'

export const Note = message('Note', z.string())
export const Echo = request('Echo', z.unknown(), z.unknown())
export const Never = request('Never', z.undefined(), z.undefined())
export const NoteProtocol = { Note } as const
export const Meet = request(
  'Meet',
  z.object({ who: z.custom<EndpointRef<typeof NoteProtocol>>(isEndpointRef) }),
  z.boolean(),
)
export const TestProtocol = { Note, Echo, Never, Meet } as const

/** An endpoint that answers, and remembers what it heard. */
export class TestEndpoint implements RpcEndpoint<typeof TestProtocol> {
  readonly protocol = TestProtocol
  readonly notes: string[] = []
  readonly events: string[] = []
  met: EndpointRef<typeof NoteProtocol> | null = null
  readonly handlers: RpcEndpoint<typeof TestProtocol>['handlers'] = {
    Note: (note) => void this.notes.push(note),
    Echo: (value) => value,
    Never: () => DEFERRED,
    Meet: ({ who }) => {
      this.met = who
      return true
    },
  }
  onConnected(remote: RpcAddress): void {
    this.events.push(`connected ${remote.hostPort}`)
  }
  onDisconnected(remote: RpcAddress): void {
    this.events.push(`disconnected ${remote.hostPort}`)
  }
  onNetworkError(error: Error, remote: RpcAddress): void {
    this.events.push(`error ${remote.hostPort} ${error.message}`)
  }
}
