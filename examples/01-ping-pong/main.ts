import { type EndpointRef, isEndpointRef, message, request, RpcEnv } from '@firesteel/rpc-core'
import * as z from 'zod/mini'

// What a player can be told, and what the table can be asked and told.
const Pong = message('Pong', z.object({ round: z.number() }))
const Player = { Pong }
const playerRef = z.custom<EndpointRef<typeof Player>>(isEndpointRef)
const Join = request('Join', z.object({ player: playerRef }), z.string())
const Ping = message('Ping', z.object({ round: z.number() }))
const Table = { Join, Ping }

const server = await RpcEnv.create({ name: 'table' })
const players: EndpointRef<typeof Player>[] = []
server.setupEndpoint('table', {
  protocol: Table,
  handlers: {
    Join: ({ player }) => `welcome, you are number ${players.push(player)}`,
    Ping: ({ round }) => players.forEach((player) => player.send(Pong, { round })),
  },
})

// The client listens nowhere: its player is reached over the connection that it opened.
const client = await RpcEnv.create({ name: 'player', clientMode: true })
const table = await client.lookup(server.address!, 'table', Table)
let over = (): void => {}
const finished = new Promise<void>((resolve) => (over = resolve))
const Pongs = ({ round }: { round: number }): void => {
  console.log(`pong ${round}`)
  if (round === 3) over()
  else table.send(Ping, { round: round + 1 })
}
const player = client.setupEndpoint('player', { protocol: Player, handlers: { Pong: Pongs } })
console.log(await table.ask(Join, { player }))
table.send(Ping, { round: 1 })
await finished
await client.shutdown()
await server.shutdown()
