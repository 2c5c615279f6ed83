import { compressors } from 'hyparquet-compressors'
import { describe, expect, test } from 'vitest'
import { takeRooms } from '../adapters/formats/codecs/rooms.ts'
import { packSnappy, snappySteps } from '../adapters/formats/codecs/snappy.ts'
import { zstdSteps } from '../adapters/formats/codecs/zstd.ts'
import { heldSpan } from '../adapters/formats/parquet/span.ts'
import { CODECS, numbers, PACK, same, TEXT } from './large-kit.ts'

describe.each(CODECS)('%s that is unpacked step by step', (codec) => {
  const packed = PACK[codec](TEXT)
  const open = (bytes: Uint8Array, size = TEXT.length) => {
    const rooms = takeRooms()
    const span = heldSpan(bytes)
    return { rooms, steps: codec === 'ZSTD' ? zstdSteps(span, size, rooms.unpacking) : snappySteps(span, size, rooms) }
  }
  /** All that it gives, of which each time a share is used; undefined where it does not get on. */
  const read = (bytes: Uint8Array, share: () => number, size?: number): Uint8Array | undefined => {
    const { steps } = open(bytes, size)
    const out: Uint8Array[] = []
    for (let used = 0; steps; ) {
      const view = steps.next(used)
      if (!view) return undefined
      used = steps.ended ? view.length : Math.floor(view.length * share())
      out.push(view.slice(0, used))
      if (steps.ended) return new Uint8Array(Buffer.concat(out))
    }
    return undefined
  }

  test('is the same, however much is used at a time', () => {
    for (const share of [() => 1, () => 0, () => 0.5, numbers(3), numbers(4)])
      expect(same(read(packed, share) ?? new Uint8Array(), TEXT)).toBe(true)
  })

  test('takes little more memory than a step, where all is used', () => {
    const { steps } = open(packed)
    for (let used = 0; !steps!.ended; ) {
      const view = steps!.next(used)!
      expect(view.length).toBeLessThan(1_300_000)
      expect(view.buffer.byteLength).toBeLessThan(codec === 'ZSTD' ? 6_000_000 : packed.length + 5_000_000)
      used = view.length
    }
  })

  test('is refused, or what it says it is, where it is broken', () => {
    const next = numbers(5)
    for (let time = 0; time < 40; time++) {
      const broken = packed.slice()
      const at = Math.floor(next() * packed.length)
      broken[at]! ^= 1 + Math.floor(next() * 255)
      let found: Uint8Array | undefined
      try {
        found = read(broken, () => 1)
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError)
      }
      if (found) expect(found.length).toBe(TEXT.length)
    }
    expect(read(packed.subarray(0, -1), () => 1)).toBeUndefined()
    expect(same(read(packed, () => 1) ?? new Uint8Array(), TEXT)).toBe(true)
  })
})

test('Snappy of another size than it says is refused', () => {
  const packed = PACK.SNAPPY(TEXT)
  for (const size of [TEXT.length - 1, TEXT.length + 1]) {
    expect(snappySteps(heldSpan(packed), size, takeRooms())).toBeUndefined()
  }
})

test('what was unpacked by steps is packed again, by elements that it had', () => {
  const rooms = takeRooms()
  const steps = snappySteps(heldSpan(PACK.SNAPPY(TEXT)), TEXT.length, rooms)!
  const next = numbers(6)
  for (let used = 0, given = 0; !steps.ended; given += used) {
    const view = steps.next(used)!
    const from = Math.floor(next() * view.length * 0.3)
    const to = from + Math.floor(next() * (view.length - from))
    const pieces = [view.subarray(from, to), view.subarray(to, Math.min(view.length, to + 1000))]
    const wanted = TEXT.slice(given + from, Math.min(given + view.length, given + to + 1000))
    expect(same(compressors.SNAPPY!(packSnappy(pieces, rooms).slice(), wanted.length), wanted)).toBe(true)
    used = Math.floor(view.length * next())
  }
})
