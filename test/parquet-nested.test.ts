import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { parquetMetadata, parquetReadObjects, type SchemaElement } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import * as codec from '../adapters/formats/parquet/codec.ts'
import { pageHeader, storedPage } from '../adapters/formats/parquet/page.ts'
import { heldSpan } from '../adapters/formats/parquet/span.ts'
import { zstdStored } from '../adapters/formats/parquet/store.ts'
import { bufferOf } from './format-kit.ts'
import { craftedParquet, element, i64, int } from './parquet-craft.ts'
import { type Duck, expectSplit, openDuck, split, splitBy } from './parquet-kit.ts'

vi.mock('../adapters/formats/parquet/codec.ts', { spy: true })
const packed = vi.mocked(codec.compress)
beforeEach(() => {
  packed.mockClear()
})
let duck: Duck
beforeAll(async () => {
  duck = await openDuck()
})
const REFERENCE = process.env.PROVGATE_REFERENCE === '1'

const rowsOf = (bytes: Uint8Array) => parquetReadObjects({ file: bufferOf(bytes), compressors })
type Codec = 'ZSTD' | 'SNAPPY' | 'UNCOMPRESSED'
const CODECS: readonly Codec[] = ['ZSTD', 'SNAPPY', 'UNCOMPRESSED']

const SCHEMA: SchemaElement[] = [
  { name: 'root', num_children: 2 },
  { name: 'turns', converted_type: 'LIST', repetition_type: 'OPTIONAL', num_children: 1 },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  { name: 'element', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
  { name: 'n', type: 'INT32', repetition_type: 'REQUIRED' },
]

/** A file of one row group with pages of about ten rows. */
function paged(name: Codec, turns: readonly (readonly (string | null)[] | null)[], encoding: 'PLAIN' | undefined) {
  return new Uint8Array(
    parquetWriteBuffer({
      schema: SCHEMA,
      columnData: [
        { name: 'turns', data: [...turns] as never, ...(encoding && { encoding }) },
        { name: 'n', data: turns.map((_, i) => i) },
      ],
      pageSize: 160,
      rowGroupSize: 1000,
      codec: name,
      ...(name === 'ZSTD' && { compressors: { ZSTD: zstdStored } }),
    }),
  )
}

function pagesOf(file: Uint8Array, column: number) {
  const { meta_data: meta } = parquetMetadata(bufferOf(file)).row_groups[0]!.columns[column]!
  const from = Number(meta!.dictionary_page_offset ?? meta!.data_page_offset)
  const to = from + Number(meta!.total_compressed_size)
  const pages = []
  for (let at = from; at < to; ) {
    const [page, , next] = storedPage(heldSpan(file), at)
    pages.push(page)
    at = next
  }
  return pages
}

describe('pages of lists', () => {
  test.each(CODECS)('whose rows all stay are copied, with %s', async (name) => {
    const turns = Array.from({ length: 400 }, (_, i) => [i < 195 ? `SECRET ${i}` : `word ${i}`, null, `turn ${i}`])
    const bytes = paged(name, turns, 'PLAIN')
    expect(pagesOf(bytes, 0).length).toBeGreaterThan(20)
    const { kept } = await split(bytes, (row) => row >= 195)
    expect((await rowsOf(kept)).map((row) => row.turns)).toEqual(turns.slice(195))
    expect(Buffer.from(kept).includes('SECRET')).toBe(false)
    if (REFERENCE) return
    // For each output, at most one page loses some rows and not all of them.
    expect(packed.mock.calls.length).toBeLessThanOrEqual(4)
    const [before, after] = [bytes, kept].map((file) => pagesOf(file, 0).map((page) => Buffer.from(page.body.bytes())))
    expect(after!.filter((page) => before!.some((one) => one.equals(page))).length).toBeGreaterThan(10)
  })

  test.each(['PLAIN', undefined] as const)('give the rows that a mask names, whatever it is (%s)', async (encoding) => {
    const text = fc.option(fc.constantFrom('', 'mit', 'apache-2.0', 'a longer text, that is not the others'), {
      freq: 4,
    })
    const list = fc.option(fc.array(text, { maxLength: 5 }), { freq: 6 })
    const runs = fc.array(fc.record({ size: fc.integer({ min: 1, max: 60 }), keep: fc.boolean() }), { maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...CODECS),
        fc.array(list, { minLength: 1, maxLength: 500 }),
        runs,
        async (name, turns, given) => {
          const mask = given.flatMap(({ size, keep }) => Array.from({ length: size }, () => keep))
          const bytes = paged(name, turns, encoding)
          const all = await rowsOf(bytes)
          const { kept, rest } = await split(bytes, (row) => mask[row] ?? true)
          expect(await rowsOf(kept)).toEqual(all.filter((_, row) => mask[row] ?? true))
          expect(await rowsOf(rest)).toEqual(all.filter((_, row) => !(mask[row] ?? true)))
        },
      ),
      { numRuns: 40 },
    )
  })
})

test('pages of many bytes become several, which begin where rows do', async () => {
  const select = `SELECT CASE WHEN i % 7 = 0 THEN NULL ELSE repeat(md5(i::VARCHAR), 40) END AS t,
    [repeat(md5(i::VARCHAR), 20), NULL, repeat('x', i::INT % 900)] AS l, hash(i) AS h FROM range(9000) r(i)`
  const path = await duck.file(select, "CODEC 'zstd', ROW_GROUP_SIZE 10240")
  await expectSplit(duck, path, 3, { large: true })
  const bytes = new Uint8Array(readFileSync(path))
  expect([0, 1, 2].map((column) => pagesOf(bytes, column).length)).toEqual([1, 1, 1])
  const { kept } = await splitBy(bytes, (row) => row % 3 > 0)
  if (REFERENCE) return
  const sizes = [0, 1, 2].map((column) => pagesOf(kept, column).map((page) => page.size))
  expect(sizes.map(({ length }) => length > 4)).toEqual([true, true, false])
  for (const size of sizes.flat()) expect(size).toBeLessThan(1.2 * 2 ** 20)
})

describe('a row that goes on in the next page', () => {
  /** A page of version 1: the values, and the levels of repetition and definition as bits. */
  const page = (rep: number, values: readonly number[]) => {
    const levels = (bits: number) => [2, 0, 0, 0, 3, bits]
    const plain = new Uint8Array(Int32Array.from(values).buffer)
    return Uint8Array.from([...levels(rep), ...levels((1 << values.length) - 1), ...plain])
  }
  const header = (bytes: Uint8Array, entries: number) =>
    pageHeader({
      kind: 'data',
      size: bytes.length,
      encoding: 0,
      entries,
      levels: [3, 3],
      second: { nulls: 0, rows: 0, def: 0, rep: 0, packed: true },
      stored: bytes.length,
    })
  /** Of the rows, the first and the last go on in another page. */
  const rows = [[1, 2, 3], [4], [5, 6]]
  const first = page(0b10, [1, 2])
  const others = [
    [page(0b001, [3, 4, 5]), 3],
    [page(0b1, [6]), 1],
  ] as const
  const file = () =>
    craftedParquet({
      schema: [element('root', { 5: int(1) }), element('v', { 1: int(1), 3: int(2) })],
      rows: 3,
      groupRows: 3,
      values: new Uint8Array(
        Buffer.concat([first, ...others.flatMap(([bytes, count]) => [header(bytes, count), bytes])]),
      ),
      page: { 2: int(first.length), 3: int(first.length) },
      data: { 1: int(2) },
      meta: { 5: i64(6) },
    })
  let files = 0
  const read = async (bytes: Uint8Array): Promise<unknown[]> => {
    // DuckDB remembers what a file of this name held.
    const path = join(duck.folder, `lists-${files++}.parquet`)
    writeFileSync(path, bytes)
    return (await duck.rows(`SELECT v::VARCHAR FROM '${path}'`)).map(([text]) => JSON.parse(text as string))
  }

  test('is there as DuckDB reads it', async () => {
    expect(await read(file())).toEqual(rows)
  })

  test.each([0, 1, 2, 3, 4, 5, 6, 7])('is kept whole, or not at all (%i)', async (bits) => {
    const keep = (row: number) => ((bits >> row) & 1) === 1
    const { kept, rest } = await split(file(), keep)
    expect(await read(kept)).toEqual(rows.filter((_, row) => keep(row)))
    expect(await read(rest)).toEqual(rows.filter((_, row) => !keep(row)))
  })

  test('is damage where it begins the column', async () => {
    const broken = file()
    // The levels of repetition of the first page, behind the magic and the header: no row begins the column.
    const at = 4 + header(first, 2).length + 5
    expect(broken[at]).toBe(0b10)
    broken[at] = 0b01
    await expect(split(broken, (row) => row === 0)).rejects.toMatchObject({ code: 'format' })
  })
})
