import {
  Bool,
  Dictionary,
  Field,
  Int32,
  type RecordBatch,
  RecordBatchReader,
  RecordBatchStreamWriter,
  Struct,
  Table,
  tableFromIPC,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from 'apache-arrow'
import { describe, expect, test } from 'vitest'
import { createGuard } from '../adapters/loaders/guard.ts'
import { all, keep, TARGET, TODAY } from './guard-kit.ts'

const ORIGINS = ['cc0-1.0', 'all-rights-reserved', null, 'no such license'] as const
const SECRET = 'a secret of a row that may not pass'

/** Rows in turn permitted, forbidden or held; `license` as a dictionary column where asked. */
function tableOf(rows: number, dictionary: boolean): Table {
  const licenses = Array.from({ length: rows }, (_, i) => ORIGINS[i % ORIGINS.length] ?? null)
  const texts = licenses.map((license, i) => (license === 'cc0-1.0' ? `open text ${i}` : `${SECRET} ${i}`))
  const type = dictionary ? new Dictionary(new Utf8(), new Int32()) : new Utf8()
  return new Table({
    license: vectorFromArray(licenses, type),
    contents: vectorFromArray(texts, dictionary ? new Dictionary(new Utf8(), new Int32()) : new Utf8()),
    id: vectorFromArray(Array.from({ length: rows }, (_, i) => BigInt(i))),
    flag: vectorFromArray(
      Array.from({ length: rows }, (_, i) => (i % 3 === 0 ? null : i % 2 === 0)),
      new Bool(),
    ),
  })
}

const guardOf = (held: Parameters<typeof createGuard>[0]['held'] = 'discard') =>
  createGuard({ target: TARGET, today: TODAY, held, convention: 'code-license' })
const rowsOf = (batches: readonly RecordBatch[]) => batches.flatMap((batch) => batch.toArray().map((r) => r.toJSON()))
const passes = (_: unknown, i: number) => i % ORIGINS.length === 0

describe.each([false, true])('record batches (dictionary columns: %s)', (dictionary) => {
  test('keep the rows that may pass, with all values', async () => {
    const table = tableOf(100, dictionary)
    const guard = await guardOf()
    const passed = await all(guard.batches(table.batches))
    expect(rowsOf(passed)).toEqual(rowsOf(table.batches).filter(passes))
    expect(passed.every((batch) => String(batch.schema) === String(table.schema))).toBe(true)
    expect(guard.summary().rows).toMatchObject({ in: 100, pass: 25 })
  })

  test('are read alike when they are slices of larger ones', async () => {
    const table = tableOf(100, dictionary)
    const whole = table.batches[0]!
    const slices = [whole.slice(0, 7), whole.slice(7, 8), whole.slice(8, 61), whole.slice(61, 100)]
    const guard = await guardOf()
    expect(rowsOf(await all(guard.batches(slices)))).toEqual(rowsOf([whole]).filter(passes))
  })

  test('hold nothing of other rows in their buffers', async () => {
    const guard = await guardOf()
    const passed = await all(guard.batches(tableOf(100, dictionary).batches))
    expect(Buffer.from(tableToIPC(new Table(passed))).includes(SECRET)).toBe(false)
  })

  test('that come from a stream and go to one read back by the library', async () => {
    const table = tableOf(40, dictionary)
    const parts = [table.batches[0]!.slice(0, 10), table.batches[0]!.slice(10, 40)]
    const bytes = RecordBatchStreamWriter.writeAll(parts).toUint8Array(true)
    const guard = await guardOf()
    const passed = await all(guard.batches(await RecordBatchReader.from(bytes)))
    const back = tableFromIPC(RecordBatchStreamWriter.writeAll(passed).toUint8Array(true))
    expect(back.toArray().map((r) => r.toJSON())).toEqual(rowsOf(table.batches).filter(passes))
  })

  test('a batch that passes whole is the one that came in; one without a passing row does not come out', async () => {
    const open = new Table({ license: vectorFromArray(['cc0-1.0', 'cc0-1.0']), contents: vectorFromArray(['a', 'b']) })
    const shut = new Table({ license: vectorFromArray(['nope']), contents: vectorFromArray(['c']) })
    const guard = await guardOf()
    expect(await all(guard.batches(open.batches))).toEqual(open.batches)
    expect((await all(guard.batches(open.batches)))[0]).toBe(open.batches[0])
    expect(await all(guard.batches(shut.batches))).toEqual([])
  })

  test('hand held rows over as a batch', async () => {
    const table = tableOf(12, dictionary)
    const held: { ids: unknown[]; rows: number[] }[] = []
    const guard = await guardOf(() => {
      throw new Error('the rows went to the sink of the batches')
    })
    await all(
      guard.batches(table.batches, {
        held: (batch, rows) => void held.push({ ids: [...batch.getChild('id')!], rows: rows.map(({ row }) => row) }),
      }),
    )
    const held1 = held[0]!
    expect(held1.rows).toEqual(held1.ids.map((id) => Number(id) + 1))
    expect(held1.rows).toHaveLength(guard.summary().rows.quarantine)
  })

  test('else hand them to the sink of the guard, one by one', async () => {
    const { items, sink } = keep<unknown>()
    const guard = await guardOf(sink)
    await all(guard.batches(tableOf(12, dictionary).batches))
    expect(items).toHaveLength(guard.summary().rows.quarantine)
    for (const { record, row } of items) expect((record as { id: bigint }).id).toBe(BigInt(row - 1))
  })
})

test('a provenance struct column is read as the records have it', async () => {
  const type = new Struct([
    new Field('license', new Utf8(), true),
    new Field('author', new Utf8(), true),
    new Field('model', new Utf8(), true),
  ])
  const values = [
    { license: 'cc0-1.0', author: 'human', model: null },
    { license: null, author: null, model: 'gpt-4o' },
    null,
  ]
  const table = new Table({ provenance: vectorFromArray(values, type), n: vectorFromArray([1, 2, 3]) })
  const guard = await createGuard({ target: TARGET, today: TODAY, held: 'discard' })
  const passed = await all(guard.batches(table.batches))
  const records = await createGuard({ target: TARGET, today: TODAY, held: 'discard' })
  const objects = await all(records.filter(values.map((provenance, i) => ({ provenance, n: i + 1 }))))
  expect(passed.flatMap((batch) => [...batch.getChild('n')!])).toEqual(objects.map(({ n }) => n))
  expect(guard.summary().rulings).toEqual(records.summary().rulings)
})

test('something that is no record batch is an error, not a pass', async () => {
  const guard = await guardOf()
  const rows = [{ license: 'cc0-1.0' }] as never
  await expect(all(guard.batches(rows))).rejects.toMatchObject({ code: 'usage' })
})
