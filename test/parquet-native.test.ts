import { brotliCompressSync, gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { decompress } from '../adapters/formats/parquet/codec.ts'
import { heldSpan } from '../adapters/formats/parquet/span.ts'
import { useNativeCodecs } from '../adapters/native-codecs.ts'
import { numbers } from './large-kit.ts'

const next = numbers(3)
const TEXT = Uint8Array.from({ length: 300_000 }, (_, i) => (i % 7 ? 97 + (i % 23) : next() * 256))

describe.each([
  ['GZIP', gzipSync],
  ['BROTLI', brotliCompressSync],
] as const)('a page of %s', (codec, pack) => {
  describe.each(['anywhere', 'by Node'])('unpacked %s', (where) => {
    beforeAll(() => {
      if (where === 'by Node') useNativeCodecs()
    })
    const packed = new Uint8Array(pack(TEXT))
    const unpacked = (bytes: Uint8Array, size: number) => decompress(codec, heldSpan(bytes), size)

    test('gives what was packed', async () => {
      expect(Buffer.compare(await unpacked(packed, TEXT.length), TEXT)).toBe(0)
      expect((await unpacked(new Uint8Array(pack(new Uint8Array([1]))), 1)).length).toBe(1)
    })

    test.each([
      ['more than its header says', packed, TEXT.length - 1],
      ['a thousand times what its header says', new Uint8Array(pack(new Uint8Array(3_000_000))), 3000],
      ['less than its header says', packed, TEXT.length + 1],
      ['what was cut off', packed.subarray(0, packed.length >> 1), TEXT.length],
      ['nothing that was packed', new Uint8Array(100).fill(7), 100],
    ])('is damage where it gives %s', async (_, bytes, size) => {
      await expect(unpacked(bytes, size)).rejects.toThrow()
    })
  })
})
