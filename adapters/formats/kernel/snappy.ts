// AssemblyScript: Snappy, in linear memory. As for Zstandard, 64 bytes behind input and output may be read and written.

const FRAGMENT: usize = 1 << 16
/** Per hash of four bytes, where in the fragment they stood last. */
const table: usize = memory.data(2 << 14, 8)

/** Compresses the bytes from `at` to `to`; how many there are at `out` then: a sixth and 32 more than before, at most. */
export function compress(at: usize, to: usize, out: usize): i32 {
  let end = out
  let size = <u32>(to - at)
  for (; size >= 128; size >>= 7) store<u8>(end++, <u8>(size | 128))
  store<u8>(end++, <u8>size)
  for (; at < to; at += FRAGMENT) end = fragment(at, to - at > FRAGMENT ? at + FRAGMENT : to, end)
  return <i32>(end - out)
}

function fragment(base: usize, end: usize, out: usize): usize {
  let told = base
  if (end - base < 16) return text(out, base, end - base)
  memory.fill(table, 0, 2 << 14)
  const limit = end - 15
  let at = base + 1
  while (true) {
    let next = hash(at)
    let before: usize = 0
    let ahead = at
    // The longer nothing is found, the larger the steps.
    for (let skip: usize = 32; ; ) {
      at = ahead
      const slot = next
      ahead = at + (skip >> 5)
      skip += skip >> 5
      if (ahead > limit) return text(out, told, end - told)
      next = hash(ahead)
      before = base + <usize>load<u16>(slot)
      store<u16>(slot, <u16>(at - base))
      if (load<u32>(at) == load<u32>(before)) break
    }
    out = text(out, told, at - told)
    do {
      const offset = at - before
      const length = <usize>4 + same(before + 4, at + 4, end)
      at += length
      out = copies(out, <u32>offset, <u32>length)
      told = at
      if (at >= limit) return text(out, told, end - told)
      store<u16>(hash(at - 1), <u16>(at - 1 - base))
      const slot = hash(at)
      before = base + <usize>load<u16>(slot)
      store<u16>(slot, <u16>(at - base))
    } while (load<u32>(at) == load<u32>(before))
    at++
  }
}

// @ts-ignore: decorator
@inline
function hash(at: usize): usize {
  return table + <usize>(((load<u32>(at) * 0x1e35a7bd) >> 18) << 1)
}

// @ts-ignore: decorator
@inline
function same(before: usize, at: usize, end: usize): usize {
  const start = at
  for (; at + 8 <= end; at += 8, before += 8) {
    const differ = load<u64>(at) ^ load<u64>(before)
    if (differ != 0) return at - start + <usize>(ctz<u64>(differ) >> 3)
  }
  while (at < end && load<u8>(at) == load<u8>(before)) {
    at++
    before++
  }
  return at - start
}

function text(out: usize, at: usize, size: usize): usize {
  if (size == 0) return out
  const count = <u32>size - 1
  if (count < 60) store<u8>(out++, <u8>(count << 2))
  else {
    const more: u32 = count < 256 ? 1 : 2
    store<u8>(out++, <u8>((59 + more) << 2))
    store<u16>(out, <u16>count)
    out += more
  }
  copy(out, at, size)
  return out + size
}

function copies(out: usize, offset: u32, length: u32): usize {
  for (; length >= 68; length -= 64) out = far(out, offset, 64)
  if (length > 64) {
    out = far(out, offset, 60)
    length -= 60
  }
  if (length >= 12 || offset >= 2048) return far(out, offset, length)
  store<u8>(out, <u8>(1 | ((length - 4) << 2) | ((offset >> 8) << 5)))
  store<u8>(out, <u8>offset, 1)
  return out + 2
}

// @ts-ignore: decorator
@inline
function far(out: usize, offset: u32, length: u32): usize {
  store<u8>(out, <u8>(2 | ((length - 1) << 2)))
  store<u16>(out, <u16>offset, 1)
  return out + 3
}

/** Writes up to 15 bytes more. */
// @ts-ignore: decorator
@inline
function copy(to: usize, from: usize, size: usize): void {
  if (size > 256) {
    memory.copy(to, from, size)
    return
  }
  const end = to + size
  do {
    v128.store(to, v128.load(from))
    to += 16
    from += 16
  } while (to < end)
}

/** Unpacks the bytes from `at` to `to`, which have to give `size` bytes and say so; whether they do. */
export function uncompress(at: usize, to: usize, out: usize, size: u32): bool {
  let told: u64 = 0
  for (let shift: u64 = 0; ; shift += 7) {
    if (at >= to || shift > 28) return false
    const part = load<u8>(at++)
    told |= (<u64>(part & 127)) << shift
    if (part < 128) break
  }
  if (told != size) return false
  const first = out
  const end = out + size
  while (at < to) {
    const tag = <u32>load<u8>(at++)
    const kind = tag & 3
    if (kind == 0) {
      let count: u64 = tag >> 2
      if (count >= 60) {
        const more = <usize>count - 59
        if (at + more > to) return false
        count = <u64>load<u32>(at) & (((<u64>1) << (<u64>more << 3)) - 1)
        at += more
      }
      count++
      if (count > <u64>(to - at) || count > <u64>(end - out)) return false
      copy(out, at, <usize>count)
      at += <usize>count
      out += <usize>count
      continue
    }
    const bytes: usize = kind == 1 ? 1 : kind == 2 ? 2 : 4
    if (at + bytes > to) return false
    const length: u32 = kind == 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1
    const offset: u32 =
      kind == 1 ? ((tag >> 5) << 8) | load<u8>(at) : kind == 2 ? <u32>load<u16>(at) : load<u32>(at)
    at += bytes
    if (offset == 0 || offset > <u32>(out - first) || length > <u32>(end - out)) return false
    let from = out - offset
    const stop = out + length
    if (offset >= 16)
      for (; out < stop; out += 16, from += 16) v128.store(out, v128.load(from))
    else if (offset >= 8)
      for (; out < stop; out += 8, from += 8) store<u64>(out, load<u64>(from))
    else while (out < stop) store<u8>(out++, load<u8>(from++))
    out = stop
  }
  return out == end
}
