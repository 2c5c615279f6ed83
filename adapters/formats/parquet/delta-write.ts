const BLOCK = 128
const PARTS = 4
const EACH = BLOCK / PARTS
/** Beyond this, sums of numbers are no longer exact, or need more than 32 bits. */
const MOST = 2 ** 52
const WIDE = 2 ** 31
/** Bits of a value that fit into 32 beside the seven that may be left of the one before. */
const NARROW = 24

/** Bound of numbers whose differences fit 32 bits. */
export const SMALL = 2 ** 30

/**
 * Encodes whole numbers as `DELTA_BINARY_PACKED`; undefined for large ones, or such that lie far apart. Numbers below
 * `SMALL` are best given as integers: of others, each step makes one on the heap until the code is compiled.
 */
export function packDeltas(values: Float64Array | Int32Array): Uint8Array | undefined {
  const blocks = Math.ceil(Math.max(0, values.length - 1) / BLOCK)
  const out = new Uint8Array(32 + blocks * (16 + PARTS + BLOCK * 4))
  let at = 0
  const varint = (value: number): void => {
    let left = value
    for (; left >= 128; left = Math.floor(left / 128)) out[at++] = (left % 128) | 128
    out[at++] = left
  }
  const zigzag = (value: number): void => varint(value < 0 ? -value * 2 - 1 : value * 2)
  const small = values instanceof Int32Array
  const deltas = small ? new Int32Array(BLOCK) : new Float64Array(BLOCK)
  varint(BLOCK)
  varint(PARTS)
  varint(values.length)
  let last = values[0] ?? 0
  if (Math.abs(last) > MOST) return undefined
  zigzag(last)
  for (let from = 1; from < values.length; from += BLOCK) {
    const count = Math.min(BLOCK, values.length - from)
    let least = 0
    let most = 0
    for (let i = 0; i < count; i++) {
      const value = values[from + i] as number
      const delta = value - last
      if (!small && (value > MOST || value < -MOST)) return undefined
      if (i === 0 || delta < least) least = delta
      if (i === 0 || delta > most) most = delta
      deltas[i] = delta
      last = value
    }
    if (most - least >= WIDE) return undefined
    for (let i = 0; i < count; i++) deltas[i] = (deltas[i] as number) - least
    deltas.fill(0, count)
    zigzag(least)
    const widths = at
    at += PARTS
    for (let part = 0; part < PARTS; part++) {
      // A part that has no value of its own is left out.
      const start = part * EACH
      if (start >= count) break
      let bits = 0
      for (let i = start; i < start + EACH; i++) bits |= deltas[i] as number
      const width = 32 - Math.clz32(bits)
      out[widths + part] = width
      at = packBits(deltas, start, width, out, at)
    }
  }
  return out.subarray(0, at)
}

function packBits(
  values: Float64Array | Int32Array,
  start: number,
  width: number,
  out: Uint8Array,
  from: number,
): number {
  if (width === 0) return from
  let at = from
  let held = 0
  let bits = 0
  if (width <= NARROW) {
    for (let i = start; i < start + EACH; i++) {
      held |= (values[i] as number) << bits
      for (bits += width; bits >= 8; bits -= 8) {
        out[at++] = held
        held >>>= 8
      }
    }
    return at
  }
  for (let i = start; i < start + EACH; i++) {
    held += (values[i] as number) * 2 ** bits
    for (bits += width; bits >= 8; bits -= 8) {
      out[at++] = held % 256
      held = Math.floor(held / 256)
    }
  }
  return at
}
