import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer'
import { beforeAll, describe, expect, test } from 'vitest'
import { amended, structsIn } from '../adapters/formats/parquet/amend.ts'
import { bool, list, struct } from '../adapters/formats/parquet/emit.ts'
import { endBytes } from '../adapters/formats/parquet/end.ts'
import { thriftStruct, WIRE } from '../adapters/formats/parquet/thrift.ts'
import { bufferOf, PEERS, piecesOf } from './format-kit.ts'
import { VARIANTS } from './format-rows.ts'
import { binary, craftedParquet, i64, int } from './parquet-craft.ts'
import { type Duck, openDuck, readCells } from './parquet-kit.ts'
import { footerOf, stampBytes, TEXT } from './stamp-kit.ts'

let duck: Duck
beforeAll(async () => {
  duck = await openDuck()
})

const NAME = 'in.parquet'
const readAll = (bytes: Uint8Array) => parquetReadObjects({ file: bufferOf(bytes), compressors, utf8: false })
let files = 0
const saved = (bytes: Uint8Array): string => {
  const path = join(duck.folder, `stamped-${files++}.parquet`)
  writeFileSync(path, bytes)
  return path
}
/** Rows of a file with their number, so that order counts. */
const numbered = (path: string, more = ''): string =>
  `SELECT * EXCLUDE (file_row_number) ${more}, file_row_number FROM read_parquet('${path}', file_row_number = true)`

const SELECT = `SELECT i a, 'text ' || i % 9 b, CASE WHEN i % 4 = 0 THEN NULL ELSE {'c': i, 'd': [[i, NULL], [], NULL]} END e,
  [{'role': 'user', 'content': 'hello ' || i}] f, MAP {'k' || i: [i], 'z': NULL} g, i % 3 = 0 h, (i / 7)::DECIMAL(20, 5) j`

describe('a Parquet file without provenance', () => {
  test.each([
    '',
    'ROW_GROUP_SIZE 2048',
    "PARQUET_VERSION V2, ROW_GROUP_SIZE 2048, CODEC 'zstd'",
    "CODEC 'gzip'",
    "CODEC 'brotli'",
    "CODEC 'lz4_raw'",
    "CODEC 'uncompressed', KV_METADATA {huggingface: 'no JSON', x: 'ключ'}",
  ])('that DuckDB writes with "%s": its bytes up to the footer, and a column more', async (options) => {
    const path = await duck.file(`${SELECT} FROM range(2500) t(i)`, options)
    const input = new Uint8Array(readFileSync(path))
    const { bytes, stamped, kept } = await stampBytes(NAME, input)
    expect({ stamped, kept }).toEqual({ stamped: 2500, kept: 0 })
    const end = footerOf(input)
    expect(Buffer.compare(bytes.subarray(0, end), input.subarray(0, end))).toBe(0)
    const output = saved(bytes)
    expect(await duck.difference(numbered(path, `, '${TEXT}' AS provenance`), numbered(output))).toEqual([])
    expect(await readAll(bytes)).toEqual((await readAll(input)).map((row) => ({ ...row, provenance: TEXT })))
    // A few bytes for each row group, whatever its rows.
    expect(bytes.length - input.length).toBeLessThan(1000 + 300 * parquetMetadata(bufferOf(input)).row_groups.length)
  })

  test('statistics and Bloom filters stay where they were', async () => {
    const path = await duck.file(`${SELECT} FROM range(2500) t(i)`, 'ROW_GROUP_SIZE 2048')
    const output = saved((await stampBytes(NAME, new Uint8Array(readFileSync(path)))).bytes)
    for (const sql of [
      "SELECT * FROM parquet_bloom_probe('FILE', 'b', 'text 3')",
      "SELECT * FROM parquet_bloom_probe('FILE', 'b', 'nowhere')",
      "SELECT path_in_schema, stats_min, stats_max, bloom_filter_offset FROM parquet_metadata('FILE') WHERE path_in_schema <> 'provenance'",
    ]) {
      const [before, after] = await Promise.all([path, output].map((file) => duck.rows(sql.replace('FILE', file))))
      const unnamed = (rows: unknown[][]) => JSON.stringify(rows).replaceAll(path, '').replaceAll(output, '')
      expect(before!.length).toBeGreaterThan(0)
      expect(unnamed(after!)).toBe(unnamed(before!))
    }
  })

  test.each(['dpk-code-license-a', 'dpk-license-select-1'])('the sample %s', async (name) => {
    const path = new URL(`../../shared/samples/${name}.parquet`, import.meta.url).pathname
    const { bytes, stamped } = await stampBytes(NAME, new Uint8Array(readFileSync(path)))
    const output = saved(bytes)
    expect(await duck.difference(numbered(path, `, '${TEXT}' AS provenance`), numbered(output))).toEqual([])
    expect(await readCells(bytes, ['provenance'])).toEqual(Array(stamped).fill({ provenance: TEXT }))
  })

  test('without rows: the column is there', async () => {
    const path = await duck.file('SELECT 1 a, [1] b LIMIT 0')
    const { bytes, stamped } = await stampBytes(NAME, new Uint8Array(readFileSync(path)))
    expect(stamped).toBe(0)
    const columns = await duck.rows(`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM '${saved(bytes)}')`)
    expect(columns).toEqual([
      ['a', 'INTEGER'],
      ['b', 'INTEGER[]'],
      ['provenance', 'VARCHAR'],
    ])
  })
})

const KEPT = '{"license":"mit"}'
const filled = (text: string | null) => text || TEXT

describe('a Parquet file with a provenance in some rows', () => {
  const given: readonly (readonly [string, (row: number) => string | null])[] = [
    ['few values', (row) => [KEPT, null, '', `${KEPT} `, null][row % 5]!],
    ['many values', (row) => (row % 3 === 1 ? null : `{"license":"mit","url":"https://example.org/${row}"}`)],
    ['one value, the same as the stamp', (row) => (row % 2 ? TEXT : null)],
    ['none', () => null],
    ['none but the first', (row) => (row === 0 ? KEPT : null)],
  ]
  const LAYOUTS = [
    { rowGroupSize: 1000, pageSize: 1 << 20 },
    { rowGroupSize: 37, pageSize: 64 },
    { rowGroupSize: [1, 2, 600, 397], pageSize: 400 },
  ]
  const ENCODINGS: readonly Omit<ColumnSource, 'name' | 'data'>[] = [
    { type: 'STRING' },
    { type: 'STRING', encoding: 'PLAIN' },
    { type: 'STRING', encoding: 'RLE_DICTIONARY' },
    { type: 'BYTE_ARRAY', encoding: 'DELTA_BYTE_ARRAY' },
    { type: 'BYTE_ARRAY', encoding: 'DELTA_LENGTH_BYTE_ARRAY' },
  ]
  const rows = Array.from({ length: 1000 }, (_, row) => row)

  test.each(given)('%s: only the empty ones change, in every layout and encoding', async (_, give) => {
    const texts = rows.map(give)
    for (const layout of LAYOUTS)
      for (const encoding of ENCODINGS) {
        const bytes = encoding.type === 'BYTE_ARRAY'
        const data = texts.map((text) => (bytes && text !== null ? new TextEncoder().encode(text) : text))
        const columnData = [
          { name: 'a', data: rows, type: 'INT32' as const },
          { name: 'provenance', data, ...encoding },
          { name: 'z', data: rows.map((row) => `z${row % 5}`) },
        ]
        const input = new Uint8Array(parquetWriteBuffer({ columnData, ...layout }))
        const out = await stampBytes(NAME, input)
        expect(out.stamped).toBe(texts.filter((text) => !text).length)
        expect(out.stamped + out.kept).toBe(1000)
        const was = await readAll(input)
        const text = (row: Record<string, unknown>) => Buffer.from((row.provenance as string) ?? '').toString()
        const now = (await readAll(out.bytes)).map((row) => ({ ...row, provenance: text(row) }))
        expect(now).toEqual(was.map((row, i) => ({ ...row, provenance: filled(texts[i]!) })))
      }
  })

  test.each(["CODEC 'zstd', ROW_GROUP_SIZE 2048", 'PARQUET_VERSION V2', "CODEC 'uncompressed'"])(
    'that DuckDB writes with "%s"',
    async (options) => {
      const provenance = `CASE WHEN i % 5 = 0 THEN NULL WHEN i % 7 = 0 THEN '' WHEN i % 2 = 0 THEN '${KEPT}' ELSE '{"url":"' || i || '"}' END`
      const path = await duck.file(`SELECT i, ${provenance} provenance, [i] l FROM range(2500) t(i)`, options)
      const output = saved((await stampBytes(NAME, new Uint8Array(readFileSync(path)))).bytes)
      const wanted = numbered(path, `REPLACE (coalesce(nullif(provenance, ''), '${TEXT}') AS provenance)`)
      expect(await duck.difference(wanted, numbered(output))).toEqual([])
    },
  )

  test('a column that may not be null, of empty texts', async () => {
    const columnData = [{ name: 'provenance', type: 'STRING' as const, nullable: false, data: ['', KEPT, ''] }]
    const { bytes } = await stampBytes(NAME, new Uint8Array(parquetWriteBuffer({ columnData })))
    expect(await readAll(bytes)).toEqual([TEXT, KEPT, TEXT].map((provenance) => ({ provenance })))
  })

  test('where every row has one, the output is the input', async () => {
    for (const provenance of [`'${KEPT}'`, "{'license': 'mit'}", "{'sources': [{'license': 'mit'}]}"]) {
      const path = await duck.file(`SELECT i, ${provenance} provenance FROM range(3000) t(i)`, 'ROW_GROUP_SIZE 2048')
      const input = new Uint8Array(readFileSync(path))
      const { bytes, stamped, kept } = await stampBytes(NAME, input)
      expect(Buffer.compare(bytes, input)).toBe(0)
      expect({ stamped, kept }).toEqual({ stamped: 0, kept: 3000 })
    }
  })

  test('rows that were in the order of the column are said to be so no more', async () => {
    const columnData = [
      { name: 'provenance', type: 'STRING' as const, data: [KEPT, null] },
      { name: 'id', type: 'INT32' as const, data: [1, 2] },
    ]
    const input = new Uint8Array(parquetWriteBuffer({ columnData }))
    for (const [by, left] of [
      [[0], undefined],
      [[1, 0], undefined],
      [[1], [1]],
    ] as const) {
      const columns = by.map((index) =>
        struct([
          [1, int(index)],
          [2, bool(false)],
          [3, bool(true)],
        ]),
      )
      const footer = { type: WIRE.struct, bytes: input.slice(footerOf(input), -8) }
      const groups = [...structsIn(footer, 4)].map((group) => amended(group, { 4: list(WIRE.struct, columns) }))
      const fields = thriftStruct(amended(footer, { 4: list(WIRE.struct, groups) }).bytes)
      const end = endBytes(Object.fromEntries(fields.ids().map((id) => [id, fields.raw(id)])))
      const { bytes } = await stampBytes(NAME, new Uint8Array(Buffer.concat([input.slice(0, footerOf(input)), end])))
      const [group] = parquetMetadata(bufferOf(bytes)).row_groups
      expect(group!.sorting_columns?.map(({ column_idx }) => column_idx)).toEqual(left)
    }
  })

  test.each([
    ['a struct', "CASE WHEN i < 2500 THEN {'license': 'mit'} END", 2501],
    ['a list', "CASE WHEN i <> 9 THEN ['mit'] END", 10],
    ['numbers', 'CASE WHEN i > 0 THEN i END', 1],
  ])('in a column of %s: refused with the row and a way out, before anything is written', async (_, sql, row) => {
    const path = await duck.file(`SELECT i, ${sql} provenance FROM range(3000) t(i)`, 'ROW_GROUP_SIZE 2048')
    await expect(stampBytes(NAME, new Uint8Array(readFileSync(path)))).rejects.toMatchObject({
      code: 'unsupported',
      row,
      message: `\`${NAME}\` row ${row} has no \`provenance\`, and that column is not of plain text`,
      fix: expect.stringContaining('cast'),
    })
  })

  test('text that is not UTF-8 is an error of its row', async () => {
    const columnData = [
      { name: 'provenance', type: 'BYTE_ARRAY' as const, data: [Uint8Array.of(0x7b), Uint8Array.of(0xff)] },
    ]
    const input = new Uint8Array(parquetWriteBuffer({ columnData }))
    await expect(stampBytes(NAME, input)).rejects.toMatchObject({ code: 'input', row: 2 })
  })
})

test.each([
  ['with an encrypted footer', { magic: 'PARE' }, 'unsupported'],
  ['with encrypted columns', { file: { 8: int(1) } }, 'unsupported'],
  ['with rows that do not add up', { rows: 3 }, 'format'],
  ['with a column in another file', { chunk: { 1: binary('other') } }, 'unsupported'],
  ['with pages behind its end', { meta: { 7: i64(99_999) } }, 'format'],
])('a file %s is refused', async (_, given, code) => {
  await expect(stampBytes(NAME, craftedParquet(given))).rejects.toMatchObject({ code, file: NAME })
})

test.each(PEERS.filter(({ schema }) => schema).map((peer) => [peer.name, peer] as const))(
  '%s: a run that is stopped says so',
  async (_, peer) => {
    const stop = new AbortController()
    const { rows } = VARIANTS.find(({ name }) => name === 'columns')!
    const source = piecesOf(peer.file, peer.write(rows, 'columns', 16), 1000)
    const range = async (from: number, to: number) => {
      if (to - from > 100) stop.abort()
      return source.range!(from, to)
    }
    async function* stream() {
      for await (const piece of source.stream()) {
        yield piece
        stop.abort()
      }
    }
    const work = stampBytes(peer.file, { ...source, range, stream }, stop.signal)
    await expect(work).rejects.toMatchObject({ code: 'aborted' })
  },
)
