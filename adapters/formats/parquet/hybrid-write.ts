/** Fewest equal values that are written as a run. */
const RUN = 8

/**
 * Encodes values of `width` bits, up to 24, in the format's mix of runs and bit-packed groups of 8, behind `lead` bytes that
 * are left free.
 */
export function writeHybrid(values: Uint8Array | Uint32Array, width: number, lead: number): Uint8Array {
  const groups = Math.ceil(values.length / 8)
  // At worst every other group is a run: a count and a value for it, a count and the bits for the other.
  const out = new Uint8Array(lead + groups * (width + 9) + 16)
  let at = lead
  const count = (head: number): void => {
    let left = head
    for (; left >= 128; left >>>= 7) out[at++] = left | 128
    out[at++] = left
  }
  const pack = (from: number, to: number): void => {
    if (from === to) return
    count(((to - from) / 8) * 2 + 1)
    let held = 0
    let bits = 0
    for (let i = from; i < to; i++) {
      // Behind the last value a group is filled up with zeros.
      held |= (i < values.length ? (values[i] as number) : 0) << bits
      for (bits += width; bits >= 8; bits -= 8) {
        out[at++] = held
        held >>>= 8
      }
    }
  }
  let packed = 0
  for (let i = 0; i < values.length; ) {
    const value = values[i] as number
    let end = i + 1
    while (end < values.length && values[end] === value) end++
    if (end - i < RUN) {
      i += RUN
      continue
    }
    pack(packed, i)
    count((end - i) * 2)
    for (let bits = 0; bits < width; bits += 8) out[at++] = value >>> bits
    i = end
    packed = end
  }
  pack(packed, packed + Math.ceil((values.length - packed) / 8) * 8)
  return out.subarray(0, at)
}
