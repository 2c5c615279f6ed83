import { damaged } from './fault.ts'

/** Bytes to read from, and how far reading came. */
export interface Reader {
  readonly bytes: Uint8Array
  at: number
}

/**
 * Decodes delta-packed integers (`DELTA_BINARY_PACKED`) into little-endian bytes, 4 or 8 a value. Sums wrap in 64
 * bits: some writers take unsigned numbers as they are, so that a first value or a delta may need 33 bits for 32.
 */
export function unpackDeltas(reader: Reader, count: number, width: number): Uint8Array {
  const block = Number(varint(reader))
  const parts = Number(varint(reader))
  if (varint(reader) !== BigInt(count)) damaged(`a delta-encoded page does not count ${count} values`)
  const each = block / parts
  if (block > 1 << 20 || block % 128 !== 0 || parts === 0 || each === 0 || each % 32 !== 0)
    damaged('a delta-encoded page has an impossible block')
  const out = new Uint8Array(count * width)
  const view = new DataView(out.buffer)
  let [low, high] = zigzag(reader)
  let done = 0
  const put = (): void => {
    view.setUint32(done * width, low, true)
    if (width === 8) view.setUint32(done * width + 4, high, true)
    done++
  }
  if (count > 0) put()
  while (done < count) {
    const [leastLow, leastHigh] = zigzag(reader)
    const widths = take(reader, parts)
    for (const bits of widths) {
      // Past the last value, the rest of a block is left out.
      if (done === count) break
      if (bits > 64) damaged('a delta-encoded page has an impossible width')
      const packed = take(reader, (each * bits) / 8)
      for (let i = 0; i < each && done < count; i++) {
        const sum = low + leastLow + bitsAt(packed, i * bits, Math.min(bits, 32))
        high =
          (high +
            leastHigh +
            (bits > 32 ? bitsAt(packed, i * bits + 32, bits - 32) : 0) +
            Math.floor(sum / 2 ** 32)) >>>
          0
        low = sum >>> 0
        put()
      }
    }
  }
  return out
}

/** Up to 32 bits from bit `first` on. */
function bitsAt(bytes: Uint8Array, first: number, width: number): number {
  let held = 0
  for (let byte = first >>> 3, scale = 1; byte * 8 < first + width; byte++, scale *= 256)
    held += (bytes[byte] as number) * scale
  return Math.floor(held / 2 ** (first & 7)) % 2 ** width
}

function take(reader: Reader, size: number): Uint8Array {
  if (reader.at + size > reader.bytes.length) damaged('a page ends before its values do')
  reader.at += size
  return reader.bytes.subarray(reader.at - size, reader.at)
}

/** A signed 64-bit number as its lower and upper half. */
function zigzag(reader: Reader): [low: number, high: number] {
  const raw = varint(reader)
  const value = BigInt.asUintN(64, (raw >> 1n) ^ -(raw & 1n))
  return [Number(value & 0xffffffffn), Number(value >> 32n)]
}

function varint(reader: Reader): bigint {
  let value = 0n
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const part = reader.bytes[reader.at++] ?? damaged('a page ends before its values do')
    value |= BigInt(part & 127) << shift
    if (part < 128) return value
  }
  return damaged('a delta-encoded page has a number without an end')
}
