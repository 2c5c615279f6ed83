import { brotliCompressSync, constants } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { brotli } from '../adapters/formats/codecs/brotli.ts'
import { loadOf } from '../adapters/formats/codecs/kernel.ts'
import { lz4Block, lz4Frame, lz4Hadoop } from '../adapters/formats/codecs/lz4.ts'
import { zstdFrame } from '../adapters/formats/codecs/zstd.ts'

const TEXT = 'some words, some words, and some other words\0\0\0'
const text = new TextEncoder().encode(TEXT)
const bytes = (...values: number[]) => Uint8Array.from(values)
const joined = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts))
const le32 = (value: number) => new Uint8Array(Uint32Array.of(value).buffer)
const be32 = (value: number) => le32(value).reverse()

/** `abcabcabcabcabcX` as an LZ4 block: three literals, a match that overlaps itself, a last literal. */
const BLOCK = joined(bytes(0x38, 0x61, 0x62, 0x63, 3, 0), bytes(0x10, 0x58))
const BLOCK_TEXT = 'abcabcabcabcabcX'
const frame = (flags: number, ...rest: Uint8Array[]) => joined(le32(0x184d2204), bytes(flags, 0x40, 0), ...rest)
const stored = (part: Uint8Array) => joined(le32(part.length + 0x80000000), part)
const packed = (part: Uint8Array) => joined(le32(part.length), part)
const rawZstd = (flags: number, head: Uint8Array, part: Uint8Array) =>
  joined(le32(0xfd2fb528), bytes(flags), head, le32((part.length << 3) | 1).subarray(0, 3), part)

type Decode = (bytes: Uint8Array, size: number) => Uint8Array | undefined
const block: Decode = (given, size) => {
  const out = lz4Block(loadOf([given]), size)
  return out.length === size ? out : undefined
}

const INPUTS: readonly (readonly [what: string, decode: Decode, input: Uint8Array, wanted: string])[] = [
  ['Brotli', brotli, brotliCompressSync(text), TEXT],
  [
    'Brotli in several blocks',
    brotli,
    brotliCompressSync('x'.repeat(300_000), { params: { [constants.BROTLI_PARAM_LGBLOCK]: 16 } }),
    'x'.repeat(300_000),
  ],
  ['an LZ4 block', block, BLOCK, BLOCK_TEXT],
  ['an LZ4 frame', lz4Frame, frame(0x40, packed(BLOCK), le32(0)), BLOCK_TEXT],
  [
    'an LZ4 frame with a size and checksums',
    lz4Frame,
    joined(le32(0x184d2204), bytes(0x5c, 0x40), new Uint8Array(8), bytes(0), packed(BLOCK), le32(7), le32(0), le32(9)),
    BLOCK_TEXT,
  ],
  [
    'an LZ4 frame of stored and linked blocks',
    lz4Frame,
    frame(0x40, stored(text.subarray(0, 5)), packed(bytes(0x04, 5, 0, 0x10, 0x58)), le32(0)),
    'some some somX',
  ],
  [
    'blocks of Hadoop',
    lz4Hadoop,
    joined(be32(16), be32(BLOCK.length), BLOCK, be32(16), be32(BLOCK.length), BLOCK),
    BLOCK_TEXT + BLOCK_TEXT,
  ],
  ['Zstandard with a size', zstdFrame, rawZstd(0x20, bytes(text.length), text), TEXT],
  ['Zstandard without one', zstdFrame, rawZstd(0x00, bytes(0x50), text), TEXT],
]

describe('a decoder gives what it was given, or fails', () => {
  test.each(INPUTS)('%s', (_, decode, input, wanted) => {
    const size = new TextEncoder().encode(wanted).length
    expect(new TextDecoder().decode(decode(input, size))).toBe(wanted)
    const gives = (given: Uint8Array, wrong: number) => {
      try {
        return decode(given, wrong) !== undefined
      } catch (error) {
        expect(error).toBeInstanceOf(Error)
        return false
      }
    }
    for (const wrong of [size - 1, size + 1, size * 2, 1]) expect([wrong, gives(input, wrong)]).toEqual([wrong, false])
    const cuts = Array.from({ length: Math.min(input.length, 60) }, (_, i) => input.slice(0, i))
    for (const cut of cuts) expect([cut.length, gives(cut, size)]).toEqual([cut.length, false])
    // Whatever else stands there, it ends, and never gives another size.
    fc.assert(
      fc.property(fc.nat(input.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const flipped = input.slice()
        flipped[at]! ^= mask
        try {
          const out = decode(flipped, size)
          expect([size, undefined]).toContain(out?.length)
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
          expect((error as Error).name).not.toBe('AssertionError')
        }
      }),
      { numRuns: 200 },
    )
  })

  test('a match of LZ4 that reaches nowhere', () => {
    expect(() => lz4Block(loadOf([bytes(0x10, 0x61, 0, 0)]), 5)).toThrow('broken')
    expect(() => lz4Block(loadOf([bytes(0x10, 0x61, 2, 0)]), 5)).toThrow('broken')
  })

  test('a Zstandard frame that needs a dictionary', () => {
    expect(() => zstdFrame(rawZstd(0x21, bytes(1, text.length), text), text.length)).toThrow('dictionary')
  })

  test('Brotli that gives a thousand times what it should takes no memory for it', () => {
    const bomb = brotliCompressSync(new Uint8Array(300 << 20), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })
    const before = process.memoryUsage().arrayBuffers
    expect(() => brotli(bomb, 1000)).toThrow('more than it should')
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 << 20)
  })
})
