// AssemblyScript: Snappy, in linear memory. As for Zstandard, 64 bytes behind input and output may be read and written.
import { copyText } from './copies'

const FRAGMENT: usize = 1 << 16
/** Per hash of four bytes, where in the fragment they stood last. */
const table: usize = memory.data(2 << 14, 8)

/** Says at `out` how many bytes the elements that follow give; where they begin. */
export function head(size: u32, out: usize): usize {
  for (; size >= 128; size >>= 7) store<u8>(out++, <u8>(size | 128))
  store<u8>(out++, <u8>size)
  return out
}

/** Compresses the bytes from `at` to `to` into elements at `out`, a sixth and 26 more, at most; where they end. */
export function compress(at: usize, to: usize, out: usize): usize {
  for (; at < to; at += FRAGMENT) out = fragment(at, to - at > FRAGMENT ? at + FRAGMENT : to, out)
  return out
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
      const length = same(before, at, end)
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

/** How many bytes are the same, of which the first four are known to be. */
// @ts-ignore: decorator
@inline
function same(before: usize, at: usize, end: usize): usize {
  const differ = load<u64>(at, 4) ^ load<u64>(before, 4)
  if (differ != 0) return 4 + <usize>(ctz<u64>(differ) >> 3)
  return sameBeyond(before + 12, at + 12, end) + 12
}

function sameBeyond(before: usize, at: usize, end: usize): usize {
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

// @ts-ignore: decorator
@inline
function text(out: usize, at: usize, size: usize): usize {
  if (size == 0) return out
  const count = <u32>size - 1
  if (count < 16) {
    store<u8>(out, <u8>(count << 2))
    v128.store(out, v128.load(at), 1)
    return out + 1 + size
  }
  return longText(out, at, size, count)
}

function longText(out: usize, at: usize, size: usize, count: u32): usize {
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

// @ts-ignore: decorator
@inline
function copies(out: usize, offset: u32, length: u32): usize {
  if (length >= 12) return longCopies(out, offset, length)
  const near = offset < 2048
  store<u32>(
    out,
    select<u32>(
      1 | ((length - 4) << 2) | ((offset >> 8) << 5) | ((offset & 255) << 8),
      2 | ((length - 1) << 2) | (offset << 8),
      near,
    ),
  )
  return out + select<usize>(2, 3, near)
}

function longCopies(out: usize, offset: u32, length: u32): usize {
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
  if (size > 256) memory.copy(to, from, size)
  else copyText(to, from, <u32>size)
}

/** Where the next element begins, and where in the input the first byte is counted from. */
let nextElement: usize = 0
let counted: usize = 0
/** Where the next fragment of the output begins, and the one before; where the next mark goes. */
let edge: usize = 0
let low: usize = 0
let mark: usize = 0

/**
 * Unpacks the bytes from `at` to `to`, which have to give `size` bytes and say so; whether they do. Then `marks` has for
 * each fragment of the output where the elements that give it begin, counted from `at` on, or 0: where an element gives
 * bytes before it too, or refers to some. Last comes where the elements end.
 */
export function uncompress(at: usize, to: usize, out: usize, size: u32, marks: usize): bool {
  if (!openSnappy(at, to, out, size, marks)) return false
  const end = out + size
  return moreSnappy(to, out, out, end, end) == end && nextElement == to
}

/** Begins with bytes that say that they give `size`; whether they do. */
export function openSnappy(at: usize, to: usize, out: usize, size: u32, marks: usize): bool {
  counted = at
  edge = out
  low = out
  mark = marks
  let told: u64 = 0
  for (let shift: u64 = 0; ; shift += 7) {
    if (at >= to || shift > 28) return false
    const part = load<u8>(at++)
    told |= (<u64>(part & 127)) << shift
    if (part < 128) break
  }
  nextElement = at
  return told == size
}

/** Says that what was unpacked lies `by` bytes before where it did. */
export function movedSnappy(by: usize): void {
  edge -= by
  low -= by
}

/** Whether the last element up to `to` was read. */
export function endedSnappy(to: usize): bool {
  return nextElement == to
}

/**
 * Unpacks elements to `out`, until all of them up to `to` are or `stop` is reached; where what is unpacked ends, or 0
 * where they are broken. Of what was unpacked before, `first` to `out` is there; it may be written up to `end`.
 */
export function moreSnappy(to: usize, first: usize, out: usize, end: usize, stop: usize): usize {
  let at = nextElement
  while (at < to && (out < stop || stop == end)) {
    if (out >= edge) passEdges(at, out)
    const word = load<u32>(at)
    const kind = word & 3
    if (kind == 0) {
      let count: u64 = (word & 255) >> 2
      at++
      if (count >= 60) {
        const more = <usize>count - 59
        if (at + more > to) return 0
        count = <u64>load<u32>(at) & (((<u64>1) << (<u64>more << 3)) - 1)
        at += more
      }
      count++
      if (count > <u64>(to - at) || count > <u64>(end - out)) return 0
      v128.store(out, v128.load(at))
      if (count > 16) copy(out, at, <usize>count)
      at += <usize>count
      out += <usize>count
      continue
    }
    let offset: u32
    let length: u32
    if (kind == 3) {
      offset = load<u32>(at, 1)
      length = ((word >> 2) & 63) + 1
      at += 5
    } else {
      const near = kind == 1
      offset = select<u32>(((word & 0xe0) << 3) | ((word >> 8) & 255), (word >> 8) & 0xffff, near)
      length = select<u32>(((word >> 2) & 7) + 4, ((word >> 2) & 63) + 1, near)
      at += select<usize>(2, 3, near)
    }
    if (at > to || offset - 1 >= <u32>(out - first) || length > <u32>(end - out)) return 0
    const from = out - offset
    if (from < low) store<u32>(mark - 4, 0)
    const next = out + length
    if (offset >= 16) {
      v128.store(out, v128.load(from))
      if (length > 16) {
        v128.store(out, v128.load(from, 16), 16)
        if (length > 32) {
          v128.store(out, v128.load(from, 32), 32)
          v128.store(out, v128.load(from, 48), 48)
        }
      }
    } else if (offset >= 8) {
      for (let step: usize = 0; step < length; step += 8) store<u64>(out + step, load<u64>(from + step))
    } else for (let step: usize = 0; step < length; step++) store<u8>(out + step, load<u8>(from + step))
    out = next
  }
  passEdges(at, out)
  if (at == to) {
    for (; out > edge; edge += FRAGMENT, mark += 4) store<u32>(mark, 0)
    store<u32>(mark, <u32>(at - counted))
  }
  nextElement = at
  return out
}

/** Marks the fragments that begin up to `out`, to which the element at `at` gives the next byte. */
function passEdges(at: usize, out: usize): void {
  for (; out >= edge; edge += FRAGMENT, mark += 4) {
    store<u32>(mark, out == edge ? <u32>(at - counted) : 0)
    low = edge
  }
}
