import { damaged } from './fault.ts'

/**
 * Decodes the format's mix of runs and bit-packed groups, `width` bits a value, until `out` is full; returns where it
 * stopped. Every value is at most `most`. Runs are clipped to `out`, so a run that claims a billion values costs
 * nothing, and bits that are missing are damage.
 */
export function readHybrid(
  bytes: Uint8Array,
  from: number,
  to: number,
  width: number,
  out: Uint8Array | Uint32Array,
  most: number,
): number {
  if (width > 32 || to > bytes.length) damaged('a page claims more bits than it has')
  // Values of no bits are all 0, and some writers leave the runs out.
  if (width === 0) {
    out.fill(0)
    return to
  }
  let at = from
  for (let seen = 0; seen < out.length; ) {
    let head = 0
    let scale = 1
    for (let part = 128; part >= 128; scale *= 128) {
      if (at >= to || scale > 2 ** 35) damaged('the levels or indexes of a page end too early')
      part = bytes[at++] as number
      head += (part & 127) * scale
    }
    const count = Math.min(head % 2 === 1 ? ((head - 1) / 2) * 8 : head / 2, out.length - seen)
    if (head % 2 === 1) {
      const end = Math.ceil((count * width) / 8)
      if (at + end > to) damaged('the levels or indexes of a page end too early')
      if (width <= 24) unpackNarrow(bytes, at, width, out, seen, count)
      else unpackWide(bytes, at, width, out, seen, count)
      at += Math.min(((head - 1) / 2) * width, to - at)
      for (let i = seen; i < seen + count; i++)
        if ((out[i] as number) > most) damaged('a level or index is out of range')
    } else {
      let value = 0
      for (let i = 0; i < Math.ceil(width / 8); i++) {
        if (at >= to) damaged('the levels or indexes of a page end too early')
        value += (bytes[at++] as number) * 256 ** i
      }
      if (value > most) damaged('a level or index is out of range')
      out.fill(value, seen, seen + count)
    }
    seen += count
  }
  return at
}

/** Unpacks `count` values of `width` bits each, that begin at byte `from`, and writes them from `seen` on. */
type Unpack = (
  bytes: Uint8Array,
  from: number,
  width: number,
  out: Uint8Array | Uint32Array,
  seen: number,
  count: number,
) => void

const unpackNarrow: Unpack = (bytes, from, width, out, seen, count) => {
  const mask = (1 << width) - 1
  let at = from
  let held = 0
  let bits = 0
  for (let i = 0; i < count; i++) {
    while (bits < width) {
      held |= (bytes[at++] as number) << bits
      bits += 8
    }
    out[seen + i] = held & mask
    held >>>= width
    bits -= width
  }
}

const unpackWide: Unpack = (bytes, from, width, out, seen, count) => {
  for (let i = 0; i < count; i++) {
    const first = i * width
    let held = 0
    for (let byte = Math.floor(first / 8), k = 0; byte * 8 < first + width; byte++, k++)
      held += (bytes[from + byte] as number) * 256 ** k
    out[seen + i] = Math.floor(held / 2 ** (first % 8)) % 2 ** width
  }
}
