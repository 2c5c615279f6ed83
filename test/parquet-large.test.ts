import fc from 'fast-check'
import { compressors } from 'hyparquet-compressors'
import { beforeAll, describe, expect, test } from 'vitest'
import { takeRooms } from '../adapters/formats/codecs/rooms.ts'
import { cut } from '../adapters/formats/parquet/cut.ts'
import { filterPage, newOrder } from '../adapters/formats/parquet/filter.ts'
import { writeHybrid } from '../adapters/formats/parquet/hybrid-write.ts'
import { cutLarge } from '../adapters/formats/parquet/large.ts'
import { readPage, type StoredPage } from '../adapters/formats/parquet/page.ts'
import type { Leaf } from '../adapters/formats/parquet/schema.ts'
import { heldSpan } from '../adapters/formats/parquet/span.ts'
import { LIMITS } from '../src/ports.ts'
import { CODECS, numbers, PACK, same, TEXT } from './large-kit.ts'
import { type Duck, expectSplit, openDuck } from './parquet-kit.ts'

/** A page of texts, some of which are missing where the column has such. */
function pageOf(
  texts: readonly (Uint8Array | undefined)[],
  codec: 'ZSTD' | 'SNAPPY',
  kind: 'data' | 'data2',
  def: number,
) {
  const parts: Uint8Array[] = []
  for (const text of texts) if (text) parts.push(new Uint8Array(Uint32Array.of(text.length).buffer), text)
  const levels = def
    ? writeHybrid(
        Uint8Array.from(texts, (text) => (text ? 1 : 0)),
        1,
        4,
      )
    : new Uint8Array()
  if (def) new DataView(levels.buffer).setUint32(0, levels.length - 4, true)
  const values = new Uint8Array(Buffer.concat(parts))
  const plain = kind === 'data' ? new Uint8Array(Buffer.concat([levels, values])) : values
  const head = kind === 'data' ? new Uint8Array() : levels.subarray(4)
  const bytes = new Uint8Array(Buffer.concat([head, PACK[codec](plain)]))
  const nulls = texts.filter((text) => !text).length
  const second = { nulls, rows: texts.length, def: head.length, rep: 0, packed: true }
  const page: StoredPage = {
    kind,
    size: head.length + plain.length,
    stored: bytes.length,
    encoding: 0,
    entries: texts.length,
    levels: [3, 3],
    second: kind === 'data' ? { nulls: 0, rows: 0, def: 0, rep: 0, packed: true } : second,
    body: heldSpan(bytes),
  }
  return page
}

const leafOf = (def: number): Leaf => ({ index: 0, path: ['t'], type: 'BYTE_ARRAY', width: 0, def, rep: 0 }) as Leaf

/** What is kept of a page, cut as it is unpacked, or after. */
async function kept(page: StoredPage, keep: Uint8Array, codec: 'ZSTD' | 'SNAPPY', def: number, large: boolean) {
  const leaf = leafOf(def)
  const rooms = takeRooms()
  const reading = { leaf, codec, most: LIMITS.block, rooms }
  const slices = large
    ? cutLarge(page, [keep], reading, 1 << 20)
    : cut(await readPage(page, 0, reading), [keep], def, 1 << 20)
  const found = { def: [] as number[], values: [] as Uint8Array[], rows: 0, slices: 0 }
  for (const slice of slices!) {
    const part = filterPage(slice.page, slice.keeps[0]!, def, newOrder(0))
    found.slices++
    if (!part) continue
    found.def.push(...(part.def ?? []))
    found.values.push(...part.values!.map((value) => value.slice()))
    found.rows += part.rows
  }
  return { ...found, values: new Uint8Array(Buffer.concat(found.values)) }
}

describe.each(CODECS)('a large page of %s', (codec) => {
  const next = numbers(7)
  const texts: Uint8Array[] = []
  for (let at = 0; at < TEXT.length - 300_000; ) {
    const length = next() < 0.001 ? 250_000 : Math.floor(next() * 900)
    texts.push(TEXT.subarray(at, at + length))
    at += length
  }
  const missing = texts.map((text, i) => (i % 7 === 3 ? undefined : text))
  const KEEPS = {
    'every row': () => 1,
    'no row': () => 0,
    'the last row': (row: number) => (row === texts.length - 1 ? 1 : 0),
    'every other row': (row: number) => row % 2,
    'runs of rows': (row: number) => (row % 900 < 500 ? 1 : 0),
    'few rows': (row: number) => (row % 1711 === 5 ? 1 : 0),
  }

  for (const kind of ['data', 'data2'] as const)
    for (const def of [0, 1])
      test.each(Object.entries(KEEPS))(
        `keeps %s as a small one does, ${kind}, ${def ? 'with' : 'without'} nulls`,
        async (_, keeps) => {
          const rows = def ? missing : texts
          const page = pageOf(rows, codec, kind, def)
          const keep = Uint8Array.from(rows, (_, row) => keeps(row))
          const [whole, steps] = [await kept(page, keep, codec, def, false), await kept(page, keep, codec, def, true)]
          expect(steps.rows).toBe(whole.rows)
          expect(steps.def).toEqual(whole.def)
          expect(same(steps.values, whole.values)).toBe(true)
          expect(steps.slices).toBeGreaterThan(1)
        },
      )

  test('that ends early, or has a value that runs past its end, is damage', async () => {
    const page = pageOf(texts, codec, 'data', 0)
    const keep = new Uint8Array(texts.length + 1).fill(1)
    const more = { ...page, entries: texts.length + 1 }
    await expect(kept(more, keep, codec, 0, true)).rejects.toThrow('a page ends before its values do')
    const plain = TEXT.slice()
    new DataView(plain.buffer).setUint32(0, 100, true)
    new DataView(plain.buffer).setUint32(104, 0xfffffff0, true)
    const stored = heldSpan(PACK[codec](plain))
    const long = { ...page, size: plain.length, stored: stored.size, body: stored, entries: 2 }
    await expect(kept(long, keep.subarray(0, 2), codec, 0, true)).rejects.toThrow('a page ends before its values do')
  })

  test('is damage where what is behind its values can not be unpacked', async () => {
    const page = pageOf(texts, codec, 'data', 0)
    const bytes = page.body.bytes().slice()
    bytes.fill(0xff, -2000)
    const broken = { ...page, body: heldSpan(bytes), entries: 10 }
    await expect(kept(broken, new Uint8Array(10).fill(1), codec, 0, true)).rejects.toThrow()
  })
})

test('a large page of Snappy that refers back further than common is read all the same', async () => {
  // 5 MB of texts of 1000 bytes that each repeat the one a million bytes before.
  const out: number[] = []
  const text = new Uint8Array(5_020_000)
  const view = new DataView(text.buffer)
  const next = numbers(8)
  for (let at = 0; at < text.length; at += 1004) {
    const size = Math.min(1004, text.length - at)
    if (at < 1_004_000) {
      for (let i = 0; i < size; i++) text[at + i] = next() * 256
      view.setUint32(at, size - 4, true)
      out.push(61 << 2, (size - 1) & 255, (size - 1) >> 8, ...text.subarray(at, at + size))
    } else {
      text.copyWithin(at, at - 1_004_000, at - 1_004_000 + size)
      for (let left = size; left > 0; left -= 60) {
        const length = Math.min(60, left)
        out.push(((length - 1) << 2) | 3, 1_004_000 & 255, (1_004_000 >> 8) & 255, 1_004_000 >> 16, 0)
      }
    }
  }
  const head: number[] = []
  for (let left = text.length; ; left >>>= 7) {
    head.push(left >= 128 ? (left & 127) | 128 : left)
    if (left < 128) break
  }
  const bytes = Uint8Array.from([...head, ...out])
  expect(same(compressors.SNAPPY!(bytes, text.length), text)).toBe(true)
  const page: StoredPage = {
    ...pageOf([TEXT], 'SNAPPY', 'data', 0),
    size: text.length,
    stored: bytes.length,
    entries: 5000,
    body: heldSpan(bytes),
  }
  const found = await kept(page, new Uint8Array(5000).fill(1), 'SNAPPY', 0, true)
  expect(same(found.values, text)).toBe(true)
})

describe('a row group of large pages is split as DuckDB reads it', () => {
  let duck: Duck
  beforeAll(async () => {
    duck = await openDuck()
  })
  test.each(['zstd', 'snappy', 'uncompressed', 'gzip'])('with %s', async (codec) => {
    const select =
      "SELECT i, CASE WHEN i % 11 = 4 THEN NULL ELSE repeat(md5(i::VARCHAR), 1 + (i % 13)::INT) END AS t, md5((i * 7)::VARCHAR) || repeat('x', (i % 400)::INT) AS u FROM range(30000) r(i)"
    const path = await duck.file(select, `CODEC '${codec}', ROW_GROUP_SIZE 30720`)
    await expectSplit(duck, path, 3, { large: true })
    await expectSplit(duck, path, 1700, { large: true })
  })
})

test('any texts are cut the same', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.constantFrom(...CODECS),
      fc.integer({ min: 1, max: 5000 }),
      async (seed, codec, longest) => {
        const next = numbers(seed)
        const texts: Uint8Array[] = []
        for (let at = 0; at < 5_000_000; ) {
          const length = Math.floor(next() * longest) + (next() < 0.0005 ? 1_500_000 : 0)
          texts.push(TEXT.subarray(at % 5_000_000, (at % 5_000_000) + length))
          at += length + 4
        }
        const rate = next()
        const keep = Uint8Array.from(texts, () => (next() < rate ? 1 : 0))
        const page = pageOf(texts, codec, 'data', 0)
        const [whole, steps] = [await kept(page, keep, codec, 0, false), await kept(page, keep, codec, 0, true)]
        expect(steps.rows).toBe(whole.rows)
        expect(same(steps.values, whole.values)).toBe(true)
      },
    ),
    { numRuns: 8 },
  )
})
