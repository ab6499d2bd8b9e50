import * as z from 'zod/mini'

declare const brand: unique symbol
/** A string that was checked to be an id of one kind, so that two kinds cannot be confused. */
type Id<Kind extends string> = string & { readonly [brand]: Kind }

/** `app-yyyyMMddHHmmss-NNNN`, given by the Master. */
export type AppId = Id<'AppId'>
/** `driver-yyyyMMddHHmmss-NNNN`, given by the Master. */
export type DriverId = Id<'DriverId'>
/** `worker-yyyyMMddHHmmss-<host>-<port>`, made once per Worker process. */
export type WorkerId = Id<'WorkerId'>

/** Ids name directories and files, so nothing that could leave one is an id. */
const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$/

function idFrom<I extends Id<string>>(kind: string, text: string): I {
  if (!ID.test(text)) {
    throw new TypeError(
      `'${text}' is no ${kind}: letters, digits, '.', '_' and '-' only, at most 255, beginning with a letter or digit`,
    )
  }
  return text as I
}

/** `text` as an application id; throws a TypeError when it could not name a directory. */
export const appIdFrom = (text: string): AppId => idFrom('application id', text)
/** `text` as a driver id; throws a TypeError when it could not name a directory. */
export const driverIdFrom = (text: string): DriverId => idFrom('driver id', text)
/** `text` as a worker id; throws a TypeError when it could not name a directory. */
export const workerIdFrom = (text: string): WorkerId => idFrom('worker id', text)

const idSchema = <I extends Id<string>>(): z.ZodMiniType<I> =>
  z.string().check(z.regex(ID)) as unknown as z.ZodMiniType<I>

/** What an {@link AppId} looks like on the wire. */
export const appIdSchema = idSchema<AppId>()
/** What a {@link DriverId} looks like on the wire. */
export const driverIdSchema = idSchema<DriverId>()
/** What a {@link WorkerId} looks like on the wire. */
export const workerIdSchema = idSchema<WorkerId>()

/** `yyyyMMddHHmmss` in local time, as in every id. */
export function idTimestamp(at: number): string {
  const date = new Date(at)
  const two = (value: number): string => String(value).padStart(2, '0')
  return [
    String(date.getFullYear()).padStart(4, '0'),
    two(date.getMonth() + 1),
    two(date.getDate()),
    two(date.getHours()),
    two(date.getMinutes()),
    two(date.getSeconds()),
  ].join('')
}

const counted = (prefix: string, at: number, number: number): string =>
  `${prefix}-${idTimestamp(at)}-${String(number).padStart(4, '0')}`

/** The id of the `number`th application of a Master, registered `at`. */
export const formatAppId = (at: number, number: number): AppId =>
  appIdFrom(counted('app', at, number))

/** The id of the `number`th driver of a Master, submitted `at`. */
export const formatDriverId = (at: number, number: number): DriverId =>
  driverIdFrom(counted('driver', at, number))

/** The id of a Worker that started `at` and listens on `host:port`. */
export const formatWorkerId = (at: number, host: string, port: number): WorkerId =>
  workerIdFrom(`worker-${idTimestamp(at)}-${host.replace(/[^A-Za-z0-9._-]/g, '_')}-${port}`)

/** The parts of an `app-…-NNNN` or `driver-…-NNNN` id, or undefined when it has another form. */
export function parseCountedId(
  id: string,
):
  | { readonly kind: 'app' | 'driver'; readonly timestamp: string; readonly number: number }
  | undefined {
  const [, kind, timestamp, number] = /^(app|driver)-(\d{14})-(\d{4,})$/.exec(id) ?? []
  if (kind === undefined || timestamp === undefined || number === undefined) return undefined
  return { kind: kind as 'app' | 'driver', timestamp, number: Number(number) }
}

/** `<appId>/<execId>`: an executor's name outside its application. */
export const formatExecutorId = (appId: string, execId: number): string => `${appId}/${execId}`

/** The parts of `<appId>/<execId>`; throws a TypeError when `text` is something else. */
export function parseExecutorId(text: string): { readonly appId: AppId; readonly execId: number } {
  const [, appId, execId] = /^([^/]+)\/(\d+)$/.exec(text) ?? []
  if (appId === undefined || execId === undefined) {
    throw new TypeError(`'${text}' is no executor id: expected <appId>/<number>`)
  }
  return { appId: appIdFrom(appId), execId: Number(execId) }
}
