import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { parquetMetadata, parquetReadObjects, type SchemaElement } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { beforeAll, describe, expect, test } from 'vitest'
import { decompress } from '../adapters/formats/parquet/codec.ts'
import { storedPage } from '../adapters/formats/parquet/page.ts'
import { heldSpan } from '../adapters/formats/parquet/span.ts'
import { bufferOf } from './format-kit.ts'
import { type Duck, openDuck, split } from './parquet-kit.ts'

const SECRET = 'SECRET'
const holds = (bytes: Uint8Array) => Buffer.from(bytes).includes(SECRET)

/** All that a reader could find: the bytes of the file, and of every page when it is decompressed. */
async function findable(file: Uint8Array): Promise<Uint8Array> {
  const parts: Uint8Array[] = [file]
  for (const { columns } of parquetMetadata(bufferOf(file)).row_groups)
    for (const { meta_data: meta } of columns) {
      const first = Number(meta!.dictionary_page_offset ?? meta!.data_page_offset)
      const chunk = file.subarray(first, first + Number(meta!.total_compressed_size))
      for (let at = 0; at < chunk.length; ) {
        const [page, , next] = storedPage(heldSpan(chunk), at)
        const packed = page.kind === 'data2' ? undefined : meta!.codec
        parts.push(packed ? await decompress(packed as 'SNAPPY', page.body, page.size) : page.body.bytes())
        at = next
      }
    }
  return new Uint8Array(Buffer.concat(parts))
}

/** No page, no minimum or maximum, no index and no filter that speaks of other rows. */
async function expectClean(file: Uint8Array): Promise<void> {
  expect(holds(await findable(file))).toBe(false)
  for (const { columns } of parquetMetadata(bufferOf(file)).row_groups)
    for (const { meta_data: meta, ...chunk } of columns) {
      expect(meta!.statistics).toBeUndefined()
      expect(meta!.bloom_filter_offset).toBeUndefined()
      expect([chunk.column_index_offset, chunk.offset_index_offset]).toEqual([undefined, undefined])
    }
}

let duck: Duck
beforeAll(async () => {
  duck = await openDuck()
})

const SELECTS = {
  'plain text': "CASE WHEN i % 10 = 0 THEN 'SECRET-' || i ELSE 'word ' || i END",
  'a dictionary': "CASE WHEN i % 10 = 0 THEN 'SECRET-' || i % 3 ELSE 'word ' || i % 5 END",
  'the greatest and the least value': "CASE i WHEN 0 THEN 'SECRET-0' WHEN 10 THEN 'zSECRET' ELSE 'm' END",
  lists: "[CASE WHEN i % 10 = 0 THEN 'SECRET-' || i ELSE 'word' END, NULL, 'x']",
  structs: "{'a': {'b': CASE WHEN i % 10 = 0 THEN 'SECRET-' || i % 7 ELSE 'word' END}}",
}

describe('the pass output tells nothing of dropped rows', () => {
  test.each(
    Object.entries(SELECTS).flatMap(([what, select]) =>
      ['uncompressed', 'snappy', 'zstd', 'gzip'].map((codec) => [what, codec, select] as const),
    ),
  )('of %s in DuckDB files with %s', async (_, codec, select) => {
    const path = await duck.file(
      `SELECT i, ${select} AS t FROM range(5000) r(i)`,
      `CODEC '${codec}', ROW_GROUP_SIZE 2048`,
    )
    const bytes = new Uint8Array(readFileSync(path))
    expect(holds(await findable(bytes))).toBe(true)
    const { kept, rows } = await split(bytes, (row) => row % 10 !== 0)
    expect(rows).toEqual([4500, 500])
    await expectClean(kept)
  })

  test.each(['snappy', 'zstd'])('of large pages that are unpacked step by step, with %s', async (codec) => {
    // Runs of rows that stay are long enough for stretches of packed bytes to be kept.
    const text = 'repeat(md5(i::VARCHAR), 9)'
    const path = await duck.file(
      `SELECT i, CASE WHEN i % 1000 < 7 THEN 'SECRET-' || ${text} ELSE ${text} END AS t FROM range(20000) r(i)`,
      `CODEC '${codec}', ROW_GROUP_SIZE 20480`,
    )
    const bytes = new Uint8Array(readFileSync(path))
    const { kept, rest, rows } = await split(bytes, (row) => row % 1000 >= 7)
    expect(rows).toEqual([19860, 140])
    await expectClean(kept)
    expect(holds(await findable(rest))).toBe(true)
  })

  test.each([true, false])('of indexes, statistics and Bloom filters (dictionary: %s)', async (few) => {
    const data = Array.from({ length: 300 }, (_, i) => (i % 10 ? `word ${i % 4}` : `${SECRET}-${few ? i % 4 : i}`))
    const bytes = parquetWriteBuffer({
      columnData: [{ name: 't', data, columnIndex: true, offsetIndex: true, bloomFilter: true }],
      rowGroupSize: 100,
      pageSize: 200,
      codec: 'UNCOMPRESSED',
      statisticsTruncateLength: Number.POSITIVE_INFINITY,
    })
    const { kept } = await split(new Uint8Array(bytes), (row) => row % 10 !== 0)
    await expectClean(kept)
    // Rows of one whole group stay, those of the others go: pages are copied then.
    const { kept: whole } = await split(new Uint8Array(bytes), (row) => row < 100)
    expect(parquetMetadata(bufferOf(whole)).row_groups.length).toBe(1)
    expect(await parquetReadObjects({ file: bufferOf(whole) })).toEqual(data.slice(0, 100).map((t) => ({ t })))
    const [column] = parquetMetadata(bufferOf(whole)).row_groups[0]!.columns
    const { statistics, bloom_filter_offset } = column!.meta_data!
    // Statistics of this group speak of its rows, all of which stay.
    const sorted = data.slice(0, 100).sort()
    expect([undefined, sorted[0]]).toContain(statistics?.min_value)
    expect([undefined, sorted.at(-1)]).toContain(statistics?.max_value)
    expect([bloom_filter_offset, column!.column_index_offset, column!.offset_index_offset]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  test.each(['DELTA_LENGTH_BYTE_ARRAY', 'DELTA_BYTE_ARRAY'] as const)('of texts in encoding %s', async (encoding) => {
    const data = Array.from({ length: 300 }, (_, i) =>
      new TextEncoder().encode(i % 10 ? `word ${i}` : `${SECRET}-${i}`),
    )
    const columnData = [{ name: 't', data, encoding, statistics: false }]
    const bytes = new Uint8Array(parquetWriteBuffer({ columnData, pageSize: 200, codec: 'UNCOMPRESSED' }))
    expect(holds(bytes)).toBe(true)
    const { kept, rows } = await split(bytes, (row) => row % 10 !== 0)
    expect(rows).toEqual([270, 30])
    await expectClean(kept)
    const found = await parquetReadObjects({ file: bufferOf(kept), compressors, utf8: false })
    expect(found.map(({ t }) => t)).toEqual(data.filter((_, row) => row % 10 !== 0))
  })

  test('of entries of a dictionary that no row uses, though all rows stay', async () => {
    // As pyarrow writes a dictionary array.
    const stored =
      'H4sIAAAAAAACAxVPuwrCQBCcnLKkUBBxgwdXpPFQSEQFrUQQsbMQ9QeiBhV8xMTob1j4we7BDgOzM/tYzzdDrvKMZysmRhOoALhdXnWh7XKxWe7i8l4W6dHpp+zK4Ba3IjE3BGREVQLyVMUHV3U0RpuKwzm9JazAtY5qe8cOVs4YkDbaWBiu6TGooaXFogY/T8rurd+L5Bi4IGS+wjRoatIW5NLiIusLoRtmSf4s01d8yLI4yfPHJ3yneXF53MPRpD/oD7VxC7+CtXz4B0/zF7zmAAAA'
    const bytes = new Uint8Array(gunzipSync(Buffer.from(stored, 'base64')))
    expect(holds(bytes)).toBe(true)
    const { kept } = await split(bytes, () => true)
    await expectClean(kept)
    expect(await parquetReadObjects({ file: bufferOf(kept) })).toEqual(['mit', 'gpl', 'mit'].map((d) => ({ d })))
  })

  test('of values below 65,536 pages put together into one', async () => {
    const schema: SchemaElement[] = [
      { name: 'root', num_children: 1 },
      { name: 't', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
    ]
    const data = Array.from({ length: 2000 }, (_, i) => (i % 3 ? null : new TextEncoder().encode(i % 2 ? SECRET : 'x')))
    const bytes = parquetWriteBuffer({ columnData: [{ name: 't', data }], schema, pageSize: 50, codec: 'SNAPPY' })
    const { kept } = await split(new Uint8Array(bytes), (row) => row % 6 !== 3)
    await expectClean(kept)
    const found = await parquetReadObjects({ file: bufferOf(kept), compressors, utf8: false })
    expect(found.length).toBe(2000 - 333)
  })
})
