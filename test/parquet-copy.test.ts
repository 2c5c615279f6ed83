import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import * as codec from '../adapters/formats/parquet/codec.ts'
import { zstdStored } from '../adapters/formats/parquet/store.ts'
import type { ParquetRows } from '../adapters/formats/parquet/write.ts'
import { parquet } from '../adapters/formats/parquet.ts'
import { type Batch, LIMITS } from '../src/ports.ts'
import { bufferOf } from './format-kit.ts'
import { type Duck, openDuck, planOf, sourceOf, split, splitBy } from './parquet-kit.ts'

vi.mock('../adapters/formats/parquet/codec.ts', { spy: true })
const unpacked = vi.mocked(codec.decompress)
const packed = vi.mocked(codec.compress)
beforeEach(() => {
  unpacked.mockClear()
  packed.mockClear()
})
/** Where every page is decoded and written anew, costs are others, and rows the same. */
const REFERENCE = process.env.PROVGATE_REFERENCE === '1'

let duck: Duck
beforeAll(async () => {
  duck = await openDuck()
})
const duckFile = async (select: string, options: string) =>
  new Uint8Array(readFileSync(await duck.file(select, options)))
const rowsOf = (bytes: Uint8Array) => parquetReadObjects({ file: bufferOf(bytes), compressors })
const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0

const SELECT = "SELECT i, 'word ' || hash(i) AS t, ['mit', 'gpl'][1 + i // 4096 % 2] AS license FROM range(12288) r(i)"
const INDEXED = {
  columnData: [
    { name: 't', data: Array.from({ length: 300 }, (_, i) => `text ${i}`), columnIndex: true, offsetIndex: true },
    { name: 'few', data: Array.from({ length: 300 }, (_, i) => `w${i % 3}`), bloomFilter: true },
  ],
  rowGroupSize: 100,
  pageSize: 200,
  codec: 'SNAPPY' as const,
}

describe('a file that is kept whole', () => {
  test.each([
    ['of DuckDB', () => duckFile(SELECT, "CODEC 'zstd', ROW_GROUP_SIZE 2048")],
    ['with Bloom filters', () => duckFile('SELECT i // 5 AS i FROM range(9000) r(i)', 'ROW_GROUP_SIZE 2048')],
    ['with indexes', async () => new Uint8Array(parquetWriteBuffer(INDEXED))],
  ])('%s is the same to the last byte', async (_, make) => {
    const bytes = await make()
    const { kept, rows } = await split(bytes, () => true)
    expect(rows[1]).toBe(0)
    expect(await rowsOf(kept)).toEqual(await rowsOf(bytes))
    if (!REFERENCE) expect(same(kept, bytes)).toBe(true)
  })

  test.skipIf(REFERENCE)('has no page decompressed but those of indexes', async () => {
    const bytes = await duckFile(SELECT, "CODEC 'zstd', ROW_GROUP_SIZE 2048")
    const groups = parquetMetadata(bufferOf(bytes)).row_groups.length
    expect(groups).toBe(6)
    const opened = await parquet.open(sourceOf(bytes), LIMITS)
    const batches: Batch<ParquetRows>[] = []
    for await (const batch of opened.batches(planOf(['license']).plan)) batches.push(batch)
    unpacked.mockClear()
    const writer = parquet.write(opened.head, { write: async () => {}, close: async () => {}, abort: async () => {} })
    for (const batch of batches) await writer.put(batch, new Uint8Array(batch.codes.length).fill(1))
    expect((await writer.finish()).rows).toBe(12288)
    // One page of indexes for `license`, of which the first shows that its only value is referred to.
    expect(unpacked.mock.calls.length).toBeLessThanOrEqual(groups)
    expect(packed).not.toHaveBeenCalled()
  })

  test('but stands otherwise in the file than others do is written with a footer of its own', async () => {
    const bytes = new Uint8Array(parquetWriteBuffer(INDEXED))
    // Bytes that nothing refers to stand before the footer.
    const length = new DataView(bytes.buffer, bytes.length - 8).getUint32(0, true)
    const at = bytes.length - 8 - length
    const hidden = new TextEncoder().encode('SECRET')
    const padded = new Uint8Array(Buffer.concat([bytes.subarray(0, at), hidden, bytes.subarray(at)]))
    expect(await rowsOf(padded)).toEqual(await rowsOf(bytes))
    const { kept } = await split(padded, () => true)
    expect(Buffer.from(kept).includes('SECRET')).toBe(false)
    expect(await rowsOf(kept)).toEqual(await rowsOf(bytes))
  })
})

describe('row groups', () => {
  test.each(['zstd', 'snappy', 'gzip', 'uncompressed', 'brotli', 'lz4_raw'])(
    'that stay, go and lose rows, with %s',
    async (name) => {
      const bytes = await duckFile(SELECT, `CODEC '${name}', ROW_GROUP_SIZE 2048`)
      const keep = (row: number) => (row >= 2048 && row < 6144) || (row >= 8192 && row < 8300)
      const { kept } = await split(bytes, keep)
      expect(await rowsOf(kept)).toEqual((await rowsOf(bytes)).filter((_, row) => keep(row)))
      const [before, after] = [bytes, kept].map((file) => parquetMetadata(bufferOf(file)).row_groups)
      expect(after!.map(({ num_rows }) => Number(num_rows))).toEqual([2048, 2048, 108])
      if (REFERENCE) return
      for (const [group, moved] of after!.slice(0, 2).entries())
        for (const [i, { meta_data: meta }] of moved.columns.entries()) {
          const was = before![group + 1]!.columns[i]!.meta_data!
          expect(meta!.statistics).toEqual(was.statistics)
          const [from, to] = [was, meta!].map((one) => Number(one.dictionary_page_offset ?? one.data_page_offset))
          const size = Number(meta!.total_compressed_size)
          expect(same(kept.subarray(to, to! + size), bytes.subarray(from, from! + size))).toBe(true)
        }
      expect(after![2]!.columns.map(({ meta_data: meta }) => meta!.statistics)).toEqual([
        undefined,
        undefined,
        undefined,
      ])
      const path = join(duck.folder, 'moved.parquet')
      writeFileSync(path, kept)
      expect(await duck.rows(`SELECT count(*), min(i), max(i) FROM '${path}' WHERE i > 6000`)).toEqual([
        ['251', '6001', '8299'],
      ])
    },
  )

  test('are ruled on by their rows, whatever their statistics say', async () => {
    const select = "SELECT i, ['mit', 'gpl'][1 + i // 2048 % 2] AS license FROM range(8192) r(i)"
    const bytes = await duckFile(select, 'ROW_GROUP_SIZE 2048')
    // Least and greatest of each group stand in the footer, exact: say there that all is one license.
    const footer = bytes.length - 8 - new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 8, true)
    const lying = Buffer.from(bytes)
    let told = 0
    for (let at = lying.indexOf('gpl', footer); at >= 0; at = lying.indexOf('gpl', at)) told += lying.write('mit', at)
    expect(told).toBeGreaterThan(0)
    const { plan, origins } = planOf(['license'])
    const opened = await parquet.open(sourceOf(new Uint8Array(lying)), LIMITS)
    const found: unknown[] = []
    for await (const { codes } of opened.batches(plan)) found.push(...new Set([...codes].map((code) => origins[code])))
    expect(found).toEqual([{ license: 'mit' }, { license: 'gpl' }, { license: 'mit' }, { license: 'gpl' }])
  })

  test.each([
    ['with nulls', "CASE WHEN i % 2 = 0 THEN 'mit' END", [{ license: 'mit' }, {}]],
    ['of floats', '1.5::DOUBLE', [{ license: 1.5 }, { license: 1.5 }]],
    ['of long texts', "repeat('x', 300) || i % 2", ['0', '1'].map((end) => ({ license: 'x'.repeat(300) + end }))],
  ])('of one value %s are read', async (_, value, wanted) => {
    const bytes = await duckFile(`SELECT ${value} AS license FROM range(4096) r(i)`, 'ROW_GROUP_SIZE 2048')
    const { plan, origins } = planOf(['license'])
    const opened = await parquet.open(sourceOf(bytes), LIMITS)
    for await (const { codes } of opened.batches(plan)) {
      expect(codes.length).toBe(2048)
      expect([origins[codes[0]!], origins[codes[1]!]]).toEqual(wanted)
    }
  })

  test('of one row group after another are read into the same memory', async () => {
    const bytes = await duckFile(
      "SELECT 'l' || i % 7 AS license, CASE WHEN i % 3 = 0 THEN 'm' || i END AS model FROM range(20480) r(i)",
      'ROW_GROUP_SIZE 2048',
    )
    const { plan, origins } = planOf(['license', 'model'])
    const opened = await parquet.open(sourceOf(bytes), LIMITS)
    const memory = new Set<ArrayBufferLike>()
    for await (const { first, codes } of opened.batches(plan)) {
      memory.add(codes.buffer)
      const wanted = (row: number) => ({ license: `l${row % 7}`, ...(row % 3 === 0 && { model: `m${row}` }) })
      const found = Array.from(codes, (code) => origins[code])
      expect(found).toEqual(found.map((_, i) => wanted(first - 1 + i)))
    }
    // The first tells how much there has to be.
    expect(memory.size).toBe(2)
  })
})

describe('pages', () => {
  /** Pages of about ten rows; text is secret where its row goes. */
  const paged = (name: 'ZSTD' | 'SNAPPY' | 'UNCOMPRESSED', texts: readonly (string | null)[]) =>
    new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: 'plain', data: [...texts], type: 'STRING', encoding: 'PLAIN' },
          { name: 'few', data: texts.map((text) => text?.slice(0, 6) ?? null), type: 'STRING' },
          { name: 'number', data: texts.map((_, i) => i), type: 'INT32' },
        ],
        pageSize: 120,
        rowGroupSize: 400,
        codec: name,
        ...(name === 'ZSTD' && { compressors: { ZSTD: zstdStored } }),
      }),
    )

  test.each(['ZSTD', 'SNAPPY', 'UNCOMPRESSED'] as const)(
    'that keep all their rows are copied, and those that lose all are not read, with %s',
    async (name) => {
      const texts = Array.from({ length: 400 }, (_, i) => (i < 195 ? `SECRET ${i}` : `word ${i}`))
      const bytes = paged(name, texts)
      unpacked.mockClear()
      const keep = (row: number) => row >= 195
      const { kept } = await splitBy(bytes, keep)
      const found = await rowsOf(kept)
      expect(found.map((row) => row.plain)).toEqual(texts.slice(195))
      expect(found.map((row) => row.number)).toEqual(texts.map((_, i) => i).slice(195))
      expect(Buffer.from(kept).includes('SECRET')).toBe(false)
      const { meta_data: meta } = parquetMetadata(bufferOf(kept)).row_groups[0]!.columns[0]!
      expect(meta!.codec).toBe(REFERENCE && name === 'ZSTD' ? 'SNAPPY' : name)
      if (REFERENCE) return
      // Of the two columns without a dictionary, one page each loses some rows and not all, for each of the two outputs.
      const plain = unpacked.mock.calls.length
      expect(plain).toBeLessThan(texts.length / 10)
    },
  )

  test('of which both outputs keep rows are unpacked once', async () => {
    const texts = Array.from({ length: 400 }, (_, i) => `word ${i}`)
    const bytes = paged('SNAPPY', texts)
    const unpackedBy = async (once: boolean) => {
      unpacked.mockClear()
      await splitBy(bytes, (row) => row % 3 === 0, { once })
      return unpacked.mock.calls.length
    }
    expect(await unpackedBy(true)).toBeLessThan(0.6 * (await unpackedBy(false)))
  })

  test('give the rows that a mask names, whatever it is', async () => {
    const text = fc.option(fc.constantFrom('', 'mit', 'apache-2.0', 'a longer text, that is not the others'), {
      freq: 3,
    })
    const runs = fc.array(fc.record({ size: fc.integer({ min: 1, max: 60 }), keep: fc.boolean() }), { maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('ZSTD', 'SNAPPY', 'UNCOMPRESSED'),
        fc.array(text, { minLength: 1, maxLength: 900 }),
        runs,
        async (name, texts, given) => {
          const mask = given.flatMap(({ size, keep }) => Array.from({ length: size }, () => keep))
          const bytes = paged(name as 'ZSTD', texts)
          const all = await rowsOf(bytes)
          const { kept, rest } = await split(bytes, (row) => mask[row] ?? true)
          expect(await rowsOf(kept)).toEqual(all.filter((_, row) => mask[row] ?? true))
          expect(await rowsOf(rest)).toEqual(all.filter((_, row) => !(mask[row] ?? true)))
        },
      ),
      { numRuns: 60 },
    )
  })
})
