import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { compressors } from 'hyparquet-compressors'
import { snappyCompress } from 'hyparquet-writer/src/snappy.js'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Rooms, takeRooms } from '../adapters/formats/codecs/rooms.ts'
import { type Codec, compress, decompress } from '../adapters/formats/parquet/codec.ts'
import { readFooter } from '../adapters/formats/parquet/footer.ts'
import { layOut } from '../adapters/formats/parquet/laid.ts'
import { heldSpan } from '../adapters/formats/parquet/span.ts'
import { LIMITS } from '../src/ports.ts'
import { type Duck, openDuck, sourceOf } from './parquet-kit.ts'

/** Bytes that repeat themselves at all distances, in all lengths, and bytes that don't. */
const texts = fc
  .array(
    fc.oneof(
      fc.record({ back: fc.nat(70_000), length: fc.nat(400) }),
      fc.uint8Array({ maxLength: 80 }),
      fc.record({ byte: fc.nat(255), length: fc.nat(300) }),
      fc.record({ seed: fc.nat(), letters: fc.integer({ min: 1, max: 256 }), length: fc.nat(30_000) }),
    ),
    { maxLength: 40 },
  )
  .map((steps) => {
    const out: number[] = []
    for (const step of steps) {
      if (step instanceof Uint8Array) out.push(...step)
      else if ('back' in step)
        for (let i = 0, at = Math.max(0, out.length - 1 - step.back); i < step.length; i++) out.push(out[at++] ?? 7)
      else if ('byte' in step) for (let i = 0; i < step.length; i++) out.push(step.byte)
      else
        for (let i = 0, state = step.seed | 1; i < step.length; i++) {
          state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
          out.push((state >>> 24) % step.letters)
        }
    }
    return Uint8Array.from(out)
  })
const unpacked = (codec: Codec, packed: Uint8Array, ...rest: [size: number, rooms?: Rooms]) =>
  decompress(codec, heldSpan(packed), ...rest)
const same = (a: Uint8Array, b: Uint8Array) => a.length === b.length && Buffer.compare(a, b) === 0

test('what is packed with Snappy is read by others, and what others packed is read', async () => {
  await fc.assert(
    fc.asyncProperty(texts, async (bytes) => {
      const packed = await compress('SNAPPY', [bytes])
      expect(packed.length).toBeLessThan(bytes.length * 1.01 + 64)
      if (bytes.length > 0) expect(same(compressors.SNAPPY!(packed, bytes.length), bytes)).toBe(true)
      expect(same(await unpacked('SNAPPY', packed, bytes.length), bytes)).toBe(true)
      expect(same(await unpacked('SNAPPY', snappyCompress(bytes), bytes.length), bytes)).toBe(true)
    }),
    { numRuns: 150 },
  )
})

/** Elements that refer to more than 64 KiB before them, or go on where a fragment ends. */
const crafted = fc
  .array(
    fc.record({
      literal: fc.integer({ min: 1, max: 40_000 }),
      copies: fc.nat(3000),
      back: fc.integer({ min: 1, max: 65_535 }),
    }),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((steps) => {
    const out: number[] = []
    let size = 0
    for (const { literal, copies, back } of steps) {
      out.push(61 << 2, (literal - 1) & 255, (literal - 1) >> 8)
      for (let i = 0; i < literal; i++) out.push((size + i * i) & 255)
      size += literal
      for (let i = 0; i < copies; i++, size += 60) {
        const offset = Math.min(back, size)
        out.push((59 << 2) | 2, offset & 255, offset >> 8)
      }
    }
    const head: number[] = []
    for (let left = size; ; left >>>= 7) {
      head.push(left >= 128 ? (left & 127) | 128 : left)
      if (left < 128) break
    }
    return { packed: Uint8Array.from([...head, ...out]), size }
  })

describe('pieces of what was unpacked are packed again', () => {
  const lengths = fc.array(fc.integer({ min: 0, max: 200_000 }), { maxLength: 12 })
  const check = async (packed: Uint8Array, size: number, runs: readonly number[]) => {
    const rooms = takeRooms()
    const page = await unpacked('SNAPPY', packed, size, rooms)
    const pieces: Uint8Array[] = [Uint8Array.of(1, 2, 3)]
    for (const [i, length] of runs.entries()) {
      const from = Math.min(
        size,
        runs.slice(0, i).reduce((sum, one) => sum + one, 0),
      )
      if (i % 2 === 0) pieces.push(page.subarray(from, from + length))
    }
    const wanted = Buffer.concat(pieces)
    const again = await compress('SNAPPY', pieces, rooms)
    expect(same(compressors.SNAPPY!(again, wanted.length), wanted)).toBe(true)
    const { length } = again
    // A page that is unpacked there in another way has nothing of the one before.
    const stored = await unpacked('ZSTD', await compress('ZSTD', [wanted]), wanted.length, rooms)
    const last = await compress('SNAPPY', [stored], rooms)
    expect(same(compressors.SNAPPY!(last, wanted.length), wanted)).toBe(true)
    return length
  }

  test('whoever packed them', async () => {
    await fc.assert(
      fc.asyncProperty(texts, fc.nat(4), lengths, async (text, times, runs) => {
        const bytes = new Uint8Array(Buffer.concat(Array.from({ length: times + 1 }, () => text)))
        await check(snappyCompress(bytes), bytes.length, runs)
        await check(await compress('SNAPPY', [bytes]), bytes.length, runs)
      }),
      { numRuns: 60 },
    )
  })

  test('however their elements are laid', async () => {
    await fc.assert(
      fc.asyncProperty(crafted, lengths, async ({ packed, size }, runs) => {
        await check(packed, size, runs)
      }),
      { numRuns: 60 },
    )
  })

  test('as they were: nothing is packed that was packed before', async () => {
    // Zeros, which would pack well, told byte by byte in fragments.
    const fragment = Buffer.concat([Uint8Array.of(61 << 2, 255, 255), new Uint8Array(1 << 16)])
    const packed = new Uint8Array(
      Buffer.concat([Uint8Array.of(128, 128, 64), ...Array.from({ length: 16 }, () => fragment)]),
    )
    expect(await check(packed, 1 << 20, [10, 5, 1_000_000])).toBeGreaterThan(14 << 16)
    expect(await check(packed, 1 << 20, [10, 5, 100_000])).toBeLessThan(1 << 16)
  })

  test('and as small as they were', async () => {
    const bytes = new Uint8Array(1 << 20).map((_, i) => (i * i) >> 7)
    const packed = await compress('SNAPPY', [bytes])
    expect(await check(packed, bytes.length, [10, 5, 1_000_000])).toBeLessThan(packed.length * 1.02)
  })
})

test('a frame that stores its bytes is read by others', async () => {
  await fc.assert(
    fc.asyncProperty(texts, async (bytes) => {
      const packed = await compress('ZSTD', [bytes])
      expect(same(compressors.ZSTD!(packed, bytes.length), bytes)).toBe(true)
      expect(same(await unpacked('ZSTD', packed, bytes.length), bytes)).toBe(true)
    }),
    { numRuns: 60 },
  )
  const large = new Uint8Array(3 << 20).map((_, i) => (i * i) >> 7)
  expect(
    same(
      await unpacked('ZSTD', await compress('ZSTD', [large.subarray(0, 9), large.subarray(9)]), large.length),
      large,
    ),
  ).toBe(true)
})

test.each(['SNAPPY', 'ZSTD'] as const)('a page of 70 MB goes through %s, and a small one after it', async (codec) => {
  const large = new Uint8Array(70 << 20).fill(7)
  large.set([1, 2, 3], 69 << 20)
  const page = await compress(codec, [large])
  expect(same(await unpacked(codec, page, large.length), large)).toBe(true)
  const small = new TextEncoder().encode('a small one')
  expect(same(await unpacked(codec, await compress(codec, [small]), small.length), small)).toBe(true)
})

let duck: Duck
beforeAll(async () => {
  duck = await openDuck()
})

describe('pages of DuckDB', () => {
  const LEVELS = [-5, 1, 3, 7, 12]
  const DATA = {
    'text of few words':
      "SELECT array_to_string([['the','of','a'][1 + (hash(i * 99 + k) % 3)::INT] FOR k IN range(40)], ' ') t",
    'numbers as text': 'SELECT (hash(i) % 1000)::VARCHAR t',
    'text that does not repeat': 'SELECT md5(i::VARCHAR) || md5((i * 7)::VARCHAR) t',
    'long repeats': "SELECT repeat('abcdefghij' || i % 3, 50) || i t",
    'one byte': "SELECT 'x' || i % 2 t",
    'numbers of 64 bits': 'SELECT hash(i) t',
    'numbers in order': 'SELECT i t',
  }
  const read = async (codec: string, select: string) => {
    const bytes = new Uint8Array(
      readFileSync(await duck.file(`${select} FROM range(9000) r(i)`, `${codec}, ROW_GROUP_SIZE 6144`)),
    )
    const source = sourceOf(bytes)
    const footer = await readFooter(source, bytes.length, LIMITS)
    const laid = []
    for (let group = 0; group < footer.groups; group++) {
      const chunk = footer.group(group).chunks[0]!
      laid.push(layOut(chunk, heldSpan(bytes.subarray(chunk.from, chunk.to)), LIMITS))
    }
    return laid.flatMap(({ chunk, pages }) => pages.map(({ page }) => ({ codec: chunk.codec, page })))
  }

  test.each(Object.entries(DATA).flatMap(([what, select]) => LEVELS.map((level) => [what, level, select] as const)))(
    'of %s, packed with zstd at level %d, are as others read them',
    async (_, level, select) => {
      const plain = await read("CODEC 'uncompressed'", select)
      const packed = await read(`CODEC 'zstd', COMPRESSION_LEVEL ${level}`, select)
      expect(packed.length).toBe(plain.length)
      for (const [i, { codec, page }] of packed.entries()) {
        expect(codec).toBe('ZSTD')
        expect(same(await unpacked('ZSTD', page.body.bytes(), page.size), plain[i]!.page.body.bytes())).toBe(true)
      }
    },
  )

  test.each(['zstd', 'snappy'])('packed with %s and broken anywhere are refused, or have their size', async (codec) => {
    const pages = await read(`CODEC '${codec}'`, DATA['text of few words'])
    const found = pages.at(-1)!
    const { page } = found
    await fc.assert(
      fc.asyncProperty(fc.nat(page.body.bytes().length - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
        const broken = page.body.bytes().slice()
        broken[at]! ^= mask
        const out = await unpacked(found.codec, broken, page.size).catch((error: Error) => error)
        if (!(out instanceof Error)) expect(out.length).toBe(page.size)
        // What was broken leaves nothing behind.
        expect((await unpacked(found.codec, page.body.bytes(), page.size)).length).toBe(page.size)
      }),
      { numRuns: 200 },
    )
    for (const size of [page.size - 1, page.size + 1])
      await expect(unpacked(found.codec, page.body.bytes(), size)).rejects.toThrow()
    await expect(unpacked(found.codec, page.body.bytes().subarray(0, -1), page.size)).rejects.toThrow()
  })
})
