import type { StandardSchemaV1 } from '@standard-schema/spec'
import { isEndpointRef, type EndpointRef } from '../endpoint-ref.js'
import { message, request } from '../protocol.js'

const schema = <T>(
  name: string,
  is: (value: unknown) => boolean,
): StandardSchemaV1<unknown, T> => ({
  '~standard': {
    version: 1,
    vendor: 'firesteel-compliance',
    validate: (value) =>
      is(value) ? { value: value as T } : { issues: [{ message: `expected ${name}` }] },
  },
})

const text = schema<string>('string', (value) => typeof value === 'string')
const anything = schema<unknown>('anything', () => true)

/** The messages of the suite's endpoints. */
export const Note = message('Note', text)
export const Echo = request('Echo', anything, anything)
export const Fail = request('Fail', text, text)
export const Never = request('Never', text, text)
export const NoteProtocol = { Note } as const
export const Introduce = request(
  'Introduce',
  schema<EndpointRef<typeof NoteProtocol>>('EndpointRef', isEndpointRef),
  text,
)
export const EchoProtocol = { Note, Echo, Fail, Never, Introduce } as const
