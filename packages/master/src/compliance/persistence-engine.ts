import type { PersistenceEngine } from '../recovery/persistence-engine.js'

/** Registers one test: the `test` function of any runner. */
export type ComplianceTest = (name: string, body: () => Promise<void>) => void

/** How the suite makes engines over one store and, if it can be done, damages what they stored. */
export interface PersistenceHarness {
  /** A store that holds nothing; `open` makes an engine over it, as a Master that restarts would. */
  create(): Promise<{
    open(): PersistenceEngine
    /** Damages the stored record of that name, as a torn or flipped sector would. */
    damage?(name: string): Promise<void>
  }>
}

function same(actual: unknown, expected: unknown, what: string): void {
  const [left, right] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (left !== right) throw new Error(`${what}: expected ${right}, found ${left}`)
}

/** What every engine that remembers must do; register it with your own runner. */
export function persistenceEngineCompliance(
  test: ComplianceTest,
  harness: PersistenceHarness,
): void {
  test('an empty store has no records', async () => {
    const store = await harness.create()
    same(await store.open().readAll(), { records: [], damaged: [] }, 'what was read')
  })

  test('a stored record is there after a restart, whole', async () => {
    const store = await harness.create()
    const value = { text: 'ü\u2028"\\', list: [1, 2.5, null], nested: { deep: { yes: true } } }
    const engine = store.open()
    await engine.persist('app_app-1', value)
    await engine.close()
    same((await store.open().readAll()).records, [{ name: 'app_app-1', value }], 'the records')
  })

  test('storing under a name that is taken replaces the record', async () => {
    const engine = (await harness.create()).open()
    await engine.persist('driver_a', { launched: false })
    await engine.persist('driver_a', { launched: true })
    const records = [{ name: 'driver_a', value: { launched: true } }]
    same((await engine.readAll()).records, records, 'the records')
  })

  test('a removed record is gone, and removing it again is no failure', async () => {
    const engine = (await harness.create()).open()
    await engine.persist('worker_a', 1)
    await engine.unpersist('worker_a')
    await engine.unpersist('worker_a')
    same((await engine.readAll()).records, [], 'the records')
  })

  test('records come ordered by name', async () => {
    const engine = (await harness.create()).open()
    for (const name of ['worker_b', 'app_z', 'worker_a', 'app_a']) await engine.persist(name, name)
    const names = (await engine.readAll()).records.map((record) => record.name)
    same(names, ['app_a', 'app_z', 'worker_a', 'worker_b'], 'the names')
  })

  test('calls that do not wait for each other take effect in their order', async () => {
    const engine = (await harness.create()).open()
    await Promise.all([
      engine.persist('app_a', 1),
      engine.unpersist('app_a'),
      engine.persist('app_a', 2),
      engine.persist('app_b', 1),
      engine.unpersist('app_b'),
    ])
    same((await engine.readAll()).records, [{ name: 'app_a', value: 2 }], 'the records')
  })

  test('a damaged record is set aside and reported, and the others are read', async () => {
    const store = await harness.create()
    if (store.damage === undefined) return
    const engine = store.open()
    await engine.persist('app_a', { good: true })
    await engine.persist('app_b', { good: false })
    await store.damage('app_b')
    const read = await store.open().readAll()
    same(read.records, [{ name: 'app_a', value: { good: true } }], 'the records')
    same(
      read.damaged.map((each) => each.name),
      ['app_b'],
      'the damaged ones',
    )
    same((await store.open().readAll()).damaged, [], 'what is damaged at the second reading')
    await engine.persist('app_b', { good: 'again' })
    same((await store.open().readAll()).records.length, 2, 'the records stored anew')
  })
}
