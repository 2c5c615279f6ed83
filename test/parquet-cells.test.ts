import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { SchemaElement } from 'hyparquet'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { beforeAll, describe, expect, test } from 'vitest'
import { cell } from '../adapters/formats/parquet/cell.ts'
import { parquet } from '../adapters/formats/parquet.ts'
import { LIMITS } from '../src/ports.ts'
import { type Duck, openDuck, planOf, readCells, sourceOf } from './parquet-kit.ts'

let duck: Duck
beforeAll(async () => {
  duck = await openDuck()
})

const CELLS: readonly (readonly [what: string, sql: string, wanted: unknown])[] = [
  ['text', "'ünï – 🦆'", 'ünï – 🦆'],
  ['a null', 'NULL::VARCHAR', undefined],
  ['a flag', 'false', false],
  ['an integer', '-7::TINYINT', -7],
  ['an integer beyond 2^53', '9007199254740993::BIGINT', '9007199254740993'],
  ['the greatest unsigned integer', '18446744073709551615::UBIGINT', '18446744073709551615'],
  ['an unsigned integer', '4294967295::UINTEGER', 4294967295],
  ['a number', '1.5::DOUBLE', 1.5],
  ['not a number', "'nan'::DOUBLE", { unreadable: 'unreadable-value' }],
  ['infinity', "'-inf'::FLOAT", { unreadable: 'unreadable-value' }],
  ['a decimal of 32 bits', '123.45::DECIMAL(5, 2)', 123.45],
  ['a decimal of 128 bits', '-0.001::DECIMAL(38, 3)', -0.001],
  ['a decimal too long for a number', '18446744073709551617::DECIMAL(38, 0)', '18446744073709551617'],
  ['a day', "DATE '2025-08-10'", '2025-08-10'],
  ['a day before 1970', "DATE '1969-12-31'", '1969-12-31'],
  ['a moment before 1970', "TIMESTAMP '1969-12-31 23:59:59'", '1969-12-31'],
  ['a moment in another zone', "TIMESTAMPTZ '2025-08-11 01:00:00+09'", '2025-08-10'],
  ['nanoseconds', "TIMESTAMP_NS '2025-08-10 23:59:59.999999999'", '2025-08-10'],
  ['a year without sense', "TIMESTAMP '22025-08-10'", { unreadable: 'unreadable-value' }],
  ['a time of day', "TIME '12:00:00'", { unreadable: 'unreadable-value' }],
  ['an interval', 'INTERVAL 1 DAY', { unreadable: 'unreadable-value' }],
  ['bytes that are UTF-8', "encode('g')", 'g'],
  ['bytes that are not', "'\\xC0\\xAF'::BLOB", { unreadable: 'unreadable-value' }],
  ['a UUID', "'6f9619ff-8b86-d011-b42d-00cf4fc964ff'::UUID", '6f9619ff-8b86-d011-b42d-00cf4fc964ff'],
  ['a list with a null', "['a', NULL]", ['a', null]],
  ['an empty list', '[]::VARCHAR[]', []],
  ['a null list', 'NULL::VARCHAR[]', undefined],
  ['lists of lists', "[['a'], [], NULL, [NULL]]", [['a'], [], null, [null]]],
  ['a struct', "{'a': 1, 'b': NULL::INTEGER}", { a: 1 }],
  ['a struct of nulls', "{'b': NULL::INTEGER}", {}],
  ['structs in a list', "[{'a': 'x', 'b': [1]}, {'a': NULL, 'b': NULL}]", [{ a: 'x', b: [1] }, {}]],
  ['a map', "MAP {'a': 1, 'b': NULL}", { a: 1 }],
  ['an empty map', 'MAP {}::MAP(VARCHAR, INTEGER)', {}],
  ['a map with keys that are no text', 'MAP {1: 2}', { unreadable: 'unreadable-value' }],
]

describe.each([true, false])('a cell (keys are worth their look-up: %s)', (cacheable) => {
  test.each(CELLS)('%s', async (_, sql, wanted) => {
    const path = await duck.file(`SELECT ${sql} AS v, i FROM range(3) r(i)`)
    const code = (wanted as { unreadable?: string } | undefined)?.unreadable
    const cell = code ?? (wanted === undefined ? {} : { v: wanted })
    const read = await readCells(new Uint8Array(readFileSync(path)), ['v', 'none'], cacheable)
    expect(read).toEqual([cell, cell, cell])
  })
})

describe('a cell that DuckDB does not write', () => {
  test('text that is not UTF-8', async () => {
    // By pyarrow: `g`, two bytes that are no text, null.
    const stored =
      'H4sIAAAAAAACAwtwDDIUZRBVElXSEWUDMthE2WQYGBiYgJiZmRFIpoOYB9aLskjqmDJIsBUnZ6TmJooyMYjyqDJJMJapMviA1IuxScpIyqgxyIjySKqyMUgCZUSBgmIeYh5qHJ4yQIMZgHpsgMrYJNWYWEA6PMTY1DjEPBg0FAoSiwpLU0t0kwsKdBOLivLLFcpSi4oz8/MUjMz0DPQMJWVAVjQBcQDQtQAUR9H5sgAAAA=='
    const bytes = new Uint8Array(gunzipSync(Buffer.from(stored, 'base64')))
    expect(await readCells(bytes, ['v'])).toEqual([{ v: 'g' }, 'invalid-utf8', {}])
  })

  test('a column of nothing but nulls, as pyarrow has it', async () => {
    const schema: SchemaElement[] = [
      { name: 'root', num_children: 1 },
      { name: 'v', type: 'INT32', repetition_type: 'OPTIONAL', logical_type: { type: 'NULL' } },
    ]
    const bytes = new Uint8Array(parquetWriteBuffer({ columnData: [{ name: 'v', data: [null, null] }], schema }))
    expect(await readCells(bytes, ['v'])).toEqual([{}, {}])
    const { shape } = await parquet.open(sourceOf(bytes), LIMITS)
    expect([...shape.columns.get('v')!.types]).toEqual(['null'])
  })

  test('decimals as bytes of any length, of which the longest are not read', () => {
    const leaf = { index: 0, path: ['v'], type: 'BYTE_ARRAY', width: 0, def: 1, rep: 0 } as const
    const read = (bytes: Uint8Array) => cell(bytes, leaf, { is: 'decimal', scale: 2 })
    expect(read(Uint8Array.of(0xff, 0x38))).toBe(-2)
    const long = BigInt(`0x${'01'.repeat(32)}`).toString()
    expect(read(new Uint8Array(32).fill(1))).toBe(`${long.slice(0, -2)}.${long.slice(-2)}`)
    expect(() => read(new Uint8Array(1 << 20).fill(1))).toThrow('unreadable-value')
  })
})

test('equal bytes of other columns or types have other keys', async () => {
  const one = new Uint8Array(
    readFileSync(await duck.file("SELECT 'a' AS x, NULL::VARCHAR AS y UNION ALL SELECT NULL, 'a'")),
  )
  expect(await readCells(one, ['x', 'y'])).toEqual([{ x: 'a' }, { y: 'a' }])
  const two = new Uint8Array(
    readFileSync(await duck.file("SELECT 'a' AS x, 'bc' AS y UNION ALL SELECT 'ab', 'c' UNION ALL SELECT '', 'abc'")),
  )
  expect(await readCells(two, ['x', 'y'])).toEqual([
    { x: 'a', y: 'bc' },
    { x: 'ab', y: 'c' },
    { x: '', y: 'abc' },
  ])
  const lists = new Uint8Array(
    readFileSync(await duck.file("SELECT unnest([['a', 'b'], ['ab'], [], [NULL], NULL]) AS x")),
  )
  expect(await readCells(lists, ['x'])).toEqual([{ x: ['a', 'b'] }, { x: ['ab'] }, { x: [] }, { x: [null] }, {}])
  const nested = await duck.file("SELECT unnest([[['a', 'b']], [['a'], ['b']], [['a'], [], ['b']]]) AS x")
  expect(await readCells(new Uint8Array(readFileSync(nested)), ['x'])).toEqual([
    { x: [['a', 'b']] },
    { x: [['a'], ['b']] },
    { x: [['a'], [], ['b']] },
  ])
})

test('files of one run whose columns differ have other keys', async () => {
  const { plan, origins } = planOf(['x', 'y'])
  const found: unknown[] = []
  for (const select of ["SELECT 'a' AS x", "SELECT 'a' AS y", "SELECT 'a'::BLOB AS x", 'SELECT 1633771873::INT AS x']) {
    const opened = await parquet.open(sourceOf(new Uint8Array(readFileSync(await duck.file(select)))), LIMITS)
    for await (const batch of opened.batches(plan)) for (const code of batch.codes) found.push(origins[code])
  }
  expect(found).toEqual([{ x: 'a' }, { y: 'a' }, { x: 'a' }, { x: 1633771873 }])
})
