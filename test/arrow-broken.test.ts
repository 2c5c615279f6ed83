import { Dictionary, Field, Int32, List, Utf8, vectorFromArray } from 'apache-arrow'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ProvgateError } from '../src/errors.ts'
import { fixture } from './arrow-fixtures.ts'
import { batchOf, CONTAINERS, fate, outcome, rowsIn, splitArrow, writeArrow } from './arrow-kit.ts'

const words = ['mit', 'apache-2.0', null, 'a longer text', '']
const batch = batchOf({
  i: vectorFromArray([1, 2, null, 4, 5], new Int32()),
  t: vectorFromArray(words, new Utf8()),
  d: vectorFromArray(words, new Dictionary(new Utf8(), new Int32())),
  l: vectorFromArray([['a'], [], null, ['b', null], ['c']], new List(new Field('item', new Utf8(), true))),
})
const small = (container: (typeof CONTAINERS)[number]) => writeArrow(container, [batch.slice(0, 3), batch.slice(3, 5)])
const INPUTS = CONTAINERS.flatMap((container) => [
  [`an Arrow ${container} of arrow-js`, container, small(container)] as const,
])
const ALL = [
  ...INPUTS,
  ['an Arrow file in the order of a stream', 'file', (await splitArrow('file', small('file'), () => true)).kept],
  ['a file of Polars', 'file', fixture('polars')],
  ['LZ4 frames', 'stream', fixture('lz4')],
  ['Zstandard frames', 'stream', fixture('zstd')],
  ['views', 'stream', fixture('views')],
] as const

describe('an input that is cut off is an error, wherever it is cut', () => {
  test.each(ALL)('%s', async (_, container, bytes) => {
    const step = bytes.length > 1500 ? 3 : 1
    for (let size = 0; size < bytes.length; size += step) {
      const found = await fate(container, bytes.slice(0, size))
      expect([size, ['truncated', 'format'].includes(found) ? 'refused' : found]).toEqual([size, 'refused'])
    }
  })
})

describe('an input with flipped bits is an error, or whole', () => {
  test.each(ALL)('%s', async (_, container, bytes) => {
    const flips = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 3,
    })
    await fc.assert(
      fc.asyncProperty(flips, async (given) => {
        const flipped = bytes.slice()
        for (const [at, mask] of given) flipped[at]! ^= mask
        const found = await outcome(container, flipped)
        // What is not refused is a file that others read.
        if (!(found instanceof ProvgateError)) expect(Array.isArray(rowsIn(found))).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})
