import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { describe, expect, test } from 'vitest'
import { createGuard } from '../adapters/loaders/guard.ts'
import { all, counted, keep, mixed, OPEN, type Row, row, TARGET, TODAY } from './guard-kit.ts'

const guardOf = (signal?: AbortSignal) => {
  const { items, sink } = keep<Row>()
  const made = createGuard<Row>({ target: TARGET, today: TODAY, held: sink, ...(signal && { signal }) })
  return { made, items }
}

/** The same rows through each door of the guard. */
const DOORS = {
  filter: (guard, rows) => all(guard.filter(rows)),
  'filter of an async iterable': (guard, rows) => all(guard.filter(counted(rows).source)),
  'filter of a Node stream': (guard, rows) => all(guard.filter<Row>(Readable.from(rows) as AsyncIterable<Row>)),
  'filter of a web stream': (guard, rows) => all(guard.filter(webOf(rows))),
  transform: (guard, rows) => all(webOf(rows).pipeThrough(guard.transform<Row>())),
  async nodeTransform(guard, rows) {
    const passed: Row[] = []
    const end = new Writable({
      objectMode: true,
      write(record, _encoding, done) {
        passed.push(record)
        done()
      },
    })
    await pipeline(Readable.from(rows), guard.nodeTransform(), end)
    return passed
  },
} satisfies Record<string, (guard: Awaited<ReturnType<typeof guardOf>['made']>, rows: readonly Row[]) => Promise<Row[]>>

describe.each(Object.keys(DOORS) as (keyof typeof DOORS)[])('%s', (door) => {
  test.each([0, 1, 63, 64, 65, 1000])('passes and holds the same of %i rows', async (count) => {
    const rows = [...mixed(count)]
    const { made, items } = guardOf()
    const guard = await made
    const passed = await DOORS[door](guard, rows)
    expect(passed).toEqual(rows.filter(({ provenance }) => provenance === OPEN))
    expect(items.map(({ record }) => record.id)).toEqual(
      rows.filter((_, i) => i % 4 === 2 || i % 4 === 3).map(({ id }) => id),
    )
    const reference = await guardOf().made
    await all(reference.filter(rows))
    expect(guard.summary()).toEqual(reference.summary())
  })
})

describe('an abort signal', () => {
  test('ends a filter whose loader hangs', async () => {
    const abort = new AbortController()
    const guard = await guardOf(abort.signal).made
    const passing = guard.filter(hanging())
    const first = passing.next()
    setTimeout(() => abort.abort(), 10)
    await expect(first).rejects.toMatchObject({ name: 'ProvgateError', code: 'aborted' })
    expect(await passing.next()).toEqual({ done: true, value: undefined })
  })

  test('that fired before ends a filter without a pull', async () => {
    const { state, source } = counted(mixed(10))
    const guard = await guardOf(AbortSignal.abort()).made
    await expect(all(guard.filter(source))).rejects.toMatchObject({ code: 'aborted' })
    expect(state.pulled).toBe(0)
  })

  test('ends a web stream and a Node stream', async () => {
    const abort = new AbortController()
    const guard = await guardOf(abort.signal).made
    const web = all(webOf(hanging()).pipeThrough(guard.transform()))
    const node = all(Readable.from(hanging()).pipe(guard.nodeTransform()))
    const ends = Promise.allSettled([web, node])
    setTimeout(() => abort.abort(), 10)
    for (const end of await ends) expect(end).toMatchObject({ status: 'rejected', reason: { code: 'aborted' } })
  })

  test('leaves no listeners behind', async () => {
    const abort = new AbortController()
    let listeners = 0
    const { addEventListener, removeEventListener } = abort.signal
    abort.signal.addEventListener = (...args: unknown[]) => {
      listeners++
      addEventListener.apply(abort.signal, args as never)
    }
    abort.signal.removeEventListener = (...args: unknown[]) => {
      listeners--
      removeEventListener.apply(abort.signal, args as never)
    }
    const guard = await guardOf(abort.signal).made
    for (let i = 0; i < 5; i++) {
      await all(guard.filter(mixed(10)))
      await all(webOf(mixed(10)).pipeThrough(guard.transform()))
      await all(Readable.from(mixed(10)).pipe(guard.nodeTransform()))
    }
    expect(listeners).toBe(0)
  })
})

test('a stalled reader stops the intake', async () => {
  const { state, source } = counted(mixed(100_000))
  const guard = await guardOf().made
  const passing = Readable.from(source).pipe(guard.nodeTransform())
  await new Promise((resolve) => passing.once('readable', resolve))
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(state.pulled).toBeLessThan(1000)
  passing.destroy()
})

function webOf<T>(items: Iterable<T> | AsyncIterable<T>): ReadableStream<T> {
  return Readable.toWeb(Readable.from(items)) as ReadableStream<T>
}

async function* hanging(): AsyncGenerator<Row> {
  for (let i = 0; i < 100; i++) yield row(i + 1, 'nothing')
  await new Promise(() => {})
}
