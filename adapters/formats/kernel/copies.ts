// AssemblyScript: how unpackers copy, in linear memory, with 64 bytes behind input and output that may be read and written.

/** Copies bytes, and may write up to 16 behind the end, which the next sequence writes over. */
// @ts-ignore: decorator
@inline
export function copyText(to: usize, from: usize, count: u32): void {
  const end = to + count
  do {
    v128.store(to, v128.load(from))
    to += 16
    from += 16
  } while (to < end)
}

/** Repeats what stands `offset` bytes before, and may write up to 16 bytes behind the end too. */
// @ts-ignore: decorator
@inline
export function copyMatch(to: usize, offset: u32, count: u32): void {
  const end = to + count
  let from = to - offset
  if (offset >= 16)
    do {
      v128.store(to, v128.load(from))
      to += 16
      from += 16
    } while (to < end)
  else if (offset >= 8)
    do {
      store<u64>(to, load<u64>(from))
      to += 8
      from += 8
    } while (to < end)
  else while (to < end) store<u8>(to++, load<u8>(from++))
}
