import { type OperatorCompliance, failureOf, holds } from './tools.js'

/** Operators whose answer is awaited: async functions and commands. */
export function awaitingCompliance(tools: OperatorCompliance): void {
  const { assert, context, fc, test } = tools

  test('mapAsync keeps the order, whatever takes longer', () =>
    holds(
      tools,
      [
        fc.array(fc.integer({ min: 0, max: 3 })),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 9 }),
      ],
      async (data, n, concurrency) => {
        const sc = await context()
        const rows = await sc
          .parallelize(data, n)
          .map((x) => x + 1)
          .mapAsync(
            async (x) => {
              for (let i = 0; i < x; i++) await Promise.resolve()
              return x * 2
            },
            { concurrency },
          )
          .filter((x) => x !== 4)
          .collect()
        assert.equal(
          rows,
          data.map((x) => (x + 1) * 2).filter((x) => x !== 4),
        )
      },
    ))

  test('mapAsync has so many calls under way and no more', async () => {
    const sc = await context()
    const state = { now: 0, most: 0 }
    const most = await sc
      .range(0, 40, 1, 1)
      .mapAsync(
        async () => {
          state.now += 1
          state.most = Math.max(state.most, state.now)
          await new Promise<void>((resolve) => setImmediate(resolve))
          state.now -= 1
          return state.most
        },
        { concurrency: 5 },
      )
      .max()
    assert.equal(most, 5)
    const refused = await failureOf(
      Promise.resolve().then(() => sc.range(0, 1).mapAsync((x) => x, { concurrency: 0 })),
    )
    assert.ok(refused instanceof TypeError, refused.message)
  })

  test('the first failure in the order of records is the one that is told', async () => {
    const sc = await context()
    const error = await failureOf(
      sc
        .range(0, 20, 1, 1)
        .mapAsync(async (x) => {
          if (x >= 3) throw new Error(`record ${x}`)
          await Promise.resolve()
          return x
        })
        .count(),
    )
    assert.ok(/record 3/.test(error.message), error.message)
  })

  test('an async function may make more than memory should hold', async () => {
    const sc = await context()
    const rdd = sc.range(0, 2, 1, 2).mapPartitions(async function* (starts) {
      for (const start of starts) {
        await Promise.resolve()
        for (let i = 0; i < 20_000; i++) yield { id: start * 20_000 + i, text: `row ${i}` }
      }
    })
    const sum = await rdd.map(({ id }) => id).sum()
    assert.equal(sum, (40_000 * 39_999) / 2)
    assert.equal(await rdd.filter(({ text }) => text === 'row 19999').count(), 2)
    assert.equal((await rdd.cache().collect()).length, 40_000)
    await rdd.unpersist(true)
  })

  test('pipe runs one command per partition, also for empty ones', async () => {
    const sc = await context()
    assert.equal(await sc.range(0, 5, 1, 2).pipe('cat').collect(), ['0', '1', '2', '3', '4'])
    assert.equal(
      await sc
        .parallelize(['a', 'b'], 4)
        .pipe(['wc', '-l'])
        .map((n) => Number(n))
        .collect(),
      [0, 1, 0, 1],
    )
    const env = { GREETING: 'a  b; echo $HOME' }
    const said = await sc
      .range(0, 1, 1, 1)
      .pipe(['sh', '-c', 'cat; printf "%s" "$GREETING"'], { env })
      .collect()
    assert.equal(said, ['0', 'a  b; echo $HOME'])
  })

  test('what a command reads is printed as the program says', async () => {
    const sc = await context()
    const greeting = 'words:'
    const rows = await sc
      .parallelize([['a', 2] as [string, number], ['b', 1] as [string, number]], 1)
      .pipe('cat', {
        contextPrinter: (print) => print(greeting),
        elementPrinter: ([word, times], print) => {
          for (let i = 0; i < times; i++) print(word)
        },
      })
      .collect()
    assert.equal(rows, ['words:', 'a', 'a', 'b'])
    const latin = await sc
      .parallelize(['é'], 1)
      .pipe(['od', '-An', '-tx1'], { encoding: 'latin1' })
      .collect()
    assert.equal(
      latin.map((line) => line.trim()),
      ['e9 0a'],
    )
  })

  test('a command that fails fails the task, with its status and what it said', async () => {
    const sc = await context()
    const failed = await failureOf(
      sc.range(0, 2, 1, 1).pipe(['sh', '-c', 'echo no such thing >&2; exit 3']).count(),
    )
    assert.ok(/exited with status 3 and said: no such thing/.test(failed.message), failed.message)
    const missing = await failureOf(sc.range(0, 2, 1, 1).pipe('no-such-command-here').count())
    assert.ok(/no-such-command-here/.test(missing.message), missing.message)
  })

  test('a command may read little of much, and write much of little', async () => {
    const sc = await context()
    assert.equal(await sc.range(0, 200_000, 1, 1).pipe('head -n 2').collect(), ['0', '1'])
    const doubled = sc.range(0, 100_000, 1, 1).pipe(['awk', '{ print; print $0 "x" }'])
    assert.equal(await doubled.count(), 200_000)
    assert.equal((await doubled.filter((line) => line.endsWith('x')).take(1))[0], '0x')
  })

  test('a command of its own directory reaches what lies in the present one, and leaves nothing', async () => {
    const sc = await context()
    const here = await sc
      .range(0, 1, 1, 1)
      .pipe(['sh', '-c', 'pwd; ls | wc -l; touch left-behind'], { separateWorkingDir: true })
      .collect()
    assert.ok(/tasks\/[0-9a-f-]+$/.test(here[0] as string) && Number(here[1]) > 0, here.join(' '))
  })
}
