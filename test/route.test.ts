import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Batch,
  createLedger,
  createTable,
  type Origin,
  ProvgateError,
  type Ruling,
  type Run,
  route,
  type Sinks,
} from '../src/index.ts'
import { chat, judgeFor } from './ruling-kit.ts'

type Actions = Run['actions']
const origins = (judge: ReturnType<typeof judgeFor>): Origin[] => [
  judge.origin({ license: 'cc0-1.0', author: 'human' }),
  judge.origin({ model: 'gpt-4o', channel: 'api', date: '2025-08-10' }),
  { kind: 'absent' },
  { kind: 'rejected', code: 'malformed-json' },
]
const PASS = 0
const FORBIDDEN = 1
const HELD = 2
const REJECTED = 3

/** Routes rows of these sorts, in batches of `size`, and tells what came where. */
async function run(
  rows: readonly number[],
  size: number,
  {
    actions,
    ...more
  }: {
    actions?: Actions
    batches?: Batch<number[]>[]
    signal?: AbortSignal /** Whether rows go to both sinks at once. */
    both?: boolean
  } = {},
) {
  const judge = judgeFor(chat, actions ? { actions } : {})
  const table = createTable(100)
  const codes = origins(judge).map((origin) => table.intern(origin))
  const ledger = createLedger(judge, table)
  const page = ledger.open('a')
  const came = {
    pass: [] as number[],
    quarantine: [] as number[],
    fates: [] as [number, number, string][],
    told: [] as number[],
    asked: 0,
  }
  const take = (into: number[]) => async (batch: Batch<number[]>, mask: Uint8Array, count: number) => {
    const taken = batch.payload.filter((_, i) => mask[i] === 1)
    expect(mask).toHaveLength(batch.codes.length)
    expect(taken).toHaveLength(count)
    expect(count).toBeGreaterThan(0)
    into.push(...taken)
  }
  const sinks: Sinks<number[]> = {
    pass: take(came.pass),
    quarantine: take(came.quarantine),
    ...(more.both && {
      async both(batch: Batch<number[]>, passing: Uint8Array, held: Uint8Array) {
        for (const [into, mask] of [
          [came.pass, passing],
          [came.quarantine, held],
        ] as const)
          await take(into)(batch, mask, mask.filter((bit) => bit === 1).length)
      },
    }),
    fate: async (first, count, { action }: Ruling) => void came.fates.push([first, count, action]),
  }
  async function* batches(): AsyncGenerator<Batch<number[]>> {
    if (more.batches) yield* more.batches
    for (let at = 0; at < rows.length; at += size) {
      came.asked += 1
      const part = rows.slice(at, at + size)
      yield {
        first: at + 1,
        codes: Uint32Array.from(part, (sort) => codes[sort]!),
        payload: part.map((_, i) => at + i + 1),
      }
    }
  }
  const counts = await route(batches(), {
    file: 'a.jsonl',
    table,
    ledger,
    page,
    sinks,
    signal: more.signal,
    progress: ({ in: rowsIn }) => came.told.push(rowsIn),
  })
  page.commit()
  return { counts, ledger, ...came }
}
const where = (rows: readonly number[], ...sorts: number[]) =>
  rows.flatMap((sort, i) => (sorts.includes(sort) ? [i + 1] : []))

const rowsOfSorts = fc.array(fc.nat(3), { maxLength: 60 })

describe('routing', () => {
  test('every row goes where its ruling says, once, and in order', async () => {
    await fc.assert(
      fc.asyncProperty(rowsOfSorts, fc.integer({ min: 1, max: 20 }), fc.boolean(), async (rows, size, both) => {
        const { counts, pass, quarantine, fates, ledger } = await run(rows, size, { both })
        expect(pass).toEqual(where(rows, PASS))
        expect(quarantine).toEqual(where(rows, HELD, REJECTED))
        expect(counts).toEqual({
          in: rows.length,
          pass: where(rows, PASS).length,
          quarantine: where(rows, HELD).length,
          drop: where(rows, FORBIDDEN).length,
          reject: where(rows, REJECTED).length,
        })
        const told = fates.flatMap(([first, count, action]) =>
          Array.from({ length: count }, (_, i) => [first + i, action]),
        )
        const action = ['pass', 'drop', 'quarantine', 'quarantine']
        expect(told).toEqual(rows.map((sort, i) => [i + 1, action[sort]]))
        expect(ledger.made).toBe(new Set(rows).size)
        expect([...ledger.entries()].reduce((sum, entry) => sum + entry.rows, 0)).toBe(rows.length)
      }),
      { numRuns: 200 },
    )
  })

  test('rows that share a ruling are told at once', async () => {
    const { fates } = await run([PASS, PASS, FORBIDDEN, PASS, PASS, PASS], 4)
    expect(fates).toEqual([
      [1, 2, 'pass'],
      [3, 1, 'drop'],
      [4, 1, 'pass'],
      [5, 2, 'pass'],
    ])
  })

  test('forbidden rows may be kept and undetermined ones dropped; what is no record is always kept', async () => {
    const { counts, quarantine } = await run([PASS, FORBIDDEN, HELD, REJECTED], 10, {
      actions: { forbidden: 'quarantine', undetermined: 'drop' },
    })
    expect(quarantine).toEqual([2, 4])
    expect(counts).toEqual({ in: 4, pass: 1, quarantine: 1, drop: 1, reject: 1 })
  })

  test('counts are told after each batch', async () => {
    expect((await run([0, 0, 0, 0, 0], 2)).told).toEqual([2, 4, 5])
  })

  test.each([0, 2, 7])('a reader that gives row %i for row 1 fails the run', async (first) => {
    const batches = [{ first, codes: new Uint32Array(1), payload: [1] }]
    await expect(run([], 1, { batches })).rejects.toMatchObject({ code: 'conservation', file: 'a.jsonl' })
  })

  test('a run that is stopped takes no other batch', async () => {
    const stop = new AbortController()
    stop.abort()
    const stopped = run([0, 0], 1, { signal: stop.signal })
    await expect(stopped).rejects.toBeInstanceOf(ProvgateError)
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' })
  })

  test('a file without rows has counts of zero', async () => {
    expect((await run([], 1)).counts).toEqual({ in: 0, pass: 0, quarantine: 0, drop: 0, reject: 0 })
  })
})
