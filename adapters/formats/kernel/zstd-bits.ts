// AssemblyScript: bits that are read from the end of a span to its start, as Zstandard writes them.

let start: usize = 0
let left: i32 = 0

/** Begins at the highest bit of the last byte, which only marks the end; false where there is no such bit. */
export function openBits(from: usize, to: usize): bool {
  if (to <= from) return false
  const last: u32 = load<u8>(to - 1)
  if (last == 0) return false
  start = from
  left = <i32>(to - from) * 8 - 8 + (31 - <i32>clz<u32>(last))
  return true
}

/** Bits that are left; below 0 where more was read than there is. The caller looks before memory could run out. */
// @ts-ignore: decorator
@inline
export function bitsLeft(): i32 {
  return left
}

/** The next bits, up to 56. */
// @ts-ignore: decorator
@inline
export function bits(count: u32): u64 {
  left -= <i32>count
  return (load<u64>(start + (left >> 3)) >> (<u64>left & 7)) & (((<u64>1) << (<u64>count)) - 1)
}

/** Where the bits begin. */
export function bitsStart(): usize {
  return start
}

/** Bits from number `place` on, for loops that count themselves. */
// @ts-ignore: decorator
@inline
export function bitsAt(from: usize, place: i32, count: u32): u64 {
  return (load<u64>(from + (place >> 3)) >> (<u64>place & 7)) & (((<u64>1) << (<u64>count)) - 1)
}
