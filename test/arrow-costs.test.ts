import { CompressionType, compressionRegistry, Dictionary, Int32, Utf8, vectorFromArray } from 'apache-arrow'
import { describe, expect, test } from 'vitest'
import { zstdFrame } from '../adapters/formats/codecs/zstd.ts'
import { crafted, craftedSchema, END, int32, joined } from './arrow-craft.ts'
import { fixture } from './arrow-fixtures.ts'
import { batchOf, cellsOf, splitBy, writeArrow } from './arrow-kit.ts'
import { piecesOf } from './format-kit.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)
const ZSTD = CompressionType.ZSTD

/** A compressed buffer: its length, and a frame that holds the bytes as they are. */
function packed(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0) return bytes
  const head = (bytes.length << 3) | 1
  const frame = [0x28, 0xb5, 0x2f, 0xfd, 0xa0, ...int32(bytes.length), head & 255, (head >> 8) & 255, head >> 16]
  return joined(int32(bytes.length, 0), Uint8Array.from(frame), bytes)
}

const textBuffers = (rows: readonly string[]) => {
  let end = 0
  const ends = rows.map((text) => {
    end += text.length
    return end
  })
  return [new Uint8Array(0), int32(0, ...ends), utf8(rows.join(''))]
}
const batch = (origins: readonly string[], texts: readonly string[]) =>
  crafted({
    length: origins.length,
    nodes: [origins.length, 0, origins.length, 0],
    buffers: [...textBuffers(origins), ...textBuffers(texts)].map(packed),
    codec: ZSTD,
  })

/** What is decompressed while `run` goes on, as text. */
async function decoded(run: () => Promise<unknown>): Promise<string[]> {
  const seen: string[] = []
  const before = compressionRegistry.get(ZSTD)
  compressionRegistry.set(ZSTD, {
    decode(bytes: Uint8Array, size = Buffer.from(bytes).readUInt32LE(5)) {
      const found = zstdFrame(bytes, size)
      seen.push(Buffer.from(found).toString('latin1'))
      return found
    },
  })
  try {
    await run()
  } finally {
    compressionRegistry.set(ZSTD, before ?? {})
  }
  return seen
}

describe('of a compressed stream', () => {
  const first = batch(['good', 'good'], ['text one', 'text two'])
  const bytes = joined(
    craftedSchema([
      { name: 'p', kind: 5 },
      { name: 'text', kind: 5 },
    ]),
    first,
    batch(['bad', 'bad'], ['text three', 'text four']),
    batch(['good', 'bad'], ['text five', 'text six']),
    END,
  )
  const keep = (row: number) => row < 2 || row === 4 || undefined

  test('no text is decompressed but that of mixed batches', async () => {
    let kept = new Uint8Array() as Uint8Array
    const seen = await decoded(async () => {
      kept = (await splitBy(piecesOf('in', bytes, 100), keep, { columns: ['p'], reference: false })).kept
    })
    expect(seen.filter((text) => text.startsWith('text'))).toEqual(['text fivetext six'])
    expect(seen.filter((text) => text.startsWith('good') || text.startsWith('bad'))).toEqual([
      'goodgood',
      'badbad',
      'goodbad',
    ])
    expect(Buffer.from(kept).includes(Buffer.from(first))).toBe(true)
    expect(await cellsOf(piecesOf('out', kept, 100), 'stream', ['p', 'text'])).toEqual([
      { p: 'good', text: 'text one' },
      { p: 'good', text: 'text two' },
      { p: 'good', text: 'text five' },
    ])
  })

  test('of a batch that is dropped whole, only the columns that are read', async () => {
    const seen = await decoded(() =>
      splitBy(piecesOf('in', bytes, 100), () => undefined, { columns: ['p'], reference: false }),
    )
    expect(seen.length).toBe(6)
  })
})

describe('rulings are looked up', () => {
  const column = (rows: readonly (string | null)[]) => vectorFromArray(rows, new Dictionary(new Utf8(), new Int32()))
  const all = batchOf({ d: column(Array.from({ length: 3000 }, (_, row) => (row % 7 === 6 ? null : `d${row % 7}`))) })
  const parts = [all.slice(0, 1000), all.slice(1000, 2000), all.slice(2000, 3000)]

  test('once for each entry of a dictionary, however many batches use it', async () => {
    const { lookups } = await splitBy(piecesOf('in', writeArrow('stream', parts), 1000), () => true, {
      columns: ['d'],
      reference: false,
    })
    expect(lookups).toBe(7)
  })

  test.each([
    ['a delta adds to', 'delta-stream', ['a', 'b', 'a', 'c', undefined, 'a'], 4],
    ['another one replaces', 'replaced', ['a', 'b', 'a', 'y', undefined, 'x', 'a'], 7],
  ] as const)('anew for entries of a dictionary that %s', async (_, name, wanted, most) => {
    const { cells, lookups } = await splitBy(piecesOf('in', fixture(name), 1000), () => true, {
      columns: ['d'],
      reference: false,
    })
    expect(cells).toEqual(wanted.map((d) => (d === undefined ? {} : { d })))
    expect(lookups).toBeLessThanOrEqual(most)
  })

  test('once for each distinct text of a batch', async () => {
    const texts = batchOf({
      d: vectorFromArray(
        Array.from({ length: 3000 }, (_, row) => `d${row % 7}`),
        new Utf8(),
      ),
    })
    const { lookups } = await splitBy(piecesOf('in', writeArrow('stream', [texts]), 1000), () => true, {
      columns: ['d'],
      reference: false,
    })
    expect(lookups).toBe(7)
  })

  test('correctly where bytes were made to collide', async () => {
    // Anagrams, repeats and prefixes; more distinct ones than the first table has places.
    const rows = Array.from(
      { length: 2000 },
      (_, row) => `${'ab'.repeat(row % 40)}${row % 1000}${'ba'.repeat(row % 3)}`,
    )
    const texts = batchOf({ d: vectorFromArray(rows, new Utf8()) })
    const { cells } = await splitBy(piecesOf('in', writeArrow('stream', [texts]), 1000), () => true, {
      columns: ['d'],
      reference: false,
    })
    expect(cells).toEqual(rows.map((d) => ({ d })))
  })
})
