import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isUtf8 } from '../adapters/formats/jsonl/utf8.ts'

const decoder = new TextDecoder('utf-8', { fatal: true })
const oracle = (bytes: Uint8Array): boolean => {
  try {
    decoder.decode(bytes)
    return true
  } catch {
    return false
  }
}
const agree = (bytes: Uint8Array): boolean => isUtf8(bytes) === oracle(bytes)

test('all sequences of one and two bytes are judged as by the decoder', () => {
  const bytes = new Uint8Array(2)
  const odd: number[] = []
  for (let value = 0; value < 1 << 16; value++) {
    bytes[0] = value >> 8
    bytes[1] = value
    if (!agree(bytes) || !agree(bytes.subarray(0, 1))) odd.push(value)
  }
  expect(odd).toEqual([])
})

test('all sequences of three and four bytes at the edges of what is valid are judged as by the decoder', () => {
  const edges = [
    0x00, 0x22, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef,
  ]
  edges.push(0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff)
  const odd: number[][] = []
  for (const a of edges)
    for (const b of edges)
      for (const c of edges)
        for (const d of edges) {
          const bytes = Uint8Array.of(a, b, c, d)
          if (!agree(bytes) || !agree(bytes.subarray(0, 3))) odd.push([...bytes])
        }
  expect(odd).toEqual([])
})

test('any text is UTF-8, at any place in memory, until a byte of it is changed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(), fc.nat(255), fc.nat(7), (text, place, byte, shift) => {
      const encoded = new TextEncoder().encode(text)
      const memory = new Uint8Array(encoded.length + shift)
      memory.set(encoded, shift)
      const bytes = memory.subarray(shift)
      expect(isUtf8(bytes)).toBe(true)
      expect(isUtf8(memory, shift, memory.length)).toBe(true)
      if (bytes.length > 0) bytes[place % bytes.length] = byte
      expect(agree(bytes)).toBe(true)
    }),
    { numRuns: 2000 },
  )
})
