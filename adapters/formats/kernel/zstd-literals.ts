// AssemblyScript: the literals of a Zstandard block, as they are, repeated or by a Huffman code.
import { bitsLeft, openBits } from './zstd-bits'
import { buildTable, readCounts, readPairs } from './zstd-fse'

const LONGEST: i32 = 11
/** Per code of the longest length: the symbol and the bits that it has. */
const codes: usize = memory.data(2 << 11, 8)
const fse: usize = memory.data(64 * 8, 8)
const weights: usize = memory.data(256, 8)
const ranks: usize = memory.data(16 * 4, 8)
/** A block's literals, and what may be read or written behind them. */
const MOST: i32 = 1 << 17
const buffer: usize = memory.data((1 << 17) + 64, 8)

/** Bits of the longest code; 0 before there is a code. */
let longest: i32 = 0
let place: usize = 0
let length: i32 = 0

export function resetLiterals(): void {
  longest = 0
}

export function literals(): usize {
  return place
}

export function literalCount(): i32 {
  return length
}

/** Reads the literals that begin at `at`; returns where they end, or 0 where they are broken. */
export function readLiterals(at: usize, to: usize): usize {
  if (at >= to) return 0
  const head = load<u64>(at)
  const kind = <i32>(head & 3)
  const form = <i32>((head >> 2) & 3)
  if (kind < 2) {
    const bytes = form == 1 ? 2 : form == 3 ? 3 : 1
    length = <i32>(form == 1 ? (head >> 4) & 0xfff : form == 3 ? (head >> 4) & 0xfffff : (head >> 3) & 31)
    const from = at + bytes
    const end = from + <usize>(kind == 0 ? <usize>length : 1)
    if (length > MOST || end > to) return 0
    place = kind == 0 ? from : buffer
    if (kind == 1) memory.fill(buffer, load<u8>(from), length)
    return end
  }
  const width: u64 = form == 3 ? 18 : form == 2 ? 14 : 10
  const mask = ((<u64>1) << width) - 1
  length = <i32>((head >> 4) & mask)
  const from = at + (form == 3 ? 5 : form == 2 ? 4 : 3)
  const end = from + <usize>((head >> (4 + width)) & mask)
  if (length > MOST || end > to || from >= end) return 0
  const data = kind == 2 ? readCode(from, end) : longest == 0 ? 0 : from
  if (data == 0) return 0
  place = buffer
  if (form == 0) return stream(data, end, buffer, length) ? end : 0
  if (data + 6 > end) return 0
  const part = (length + 3) >> 2
  let out = buffer
  let next = data + 6
  for (let i = 0; i < 4; i++) {
    const stop = i == 3 ? end : next + load<u16>(data + (i << 1))
    const count = i == 3 ? length - 3 * part : part
    if (stop > end || count < 0 || !stream(next, stop, out, count)) return 0
    next = stop
    out += count
  }
  return end
}

function readCode(at: usize, to: usize): usize {
  const head = <i32>load<u8>(at)
  let count: i32 = 0
  let end: usize = 0
  if (head >= 128) {
    count = head - 127
    end = at + 1 + ((count + 1) >> 1)
    if (end > to) return 0
    for (let i = 0; i < count; i++) {
      const pair = load<u8>(at + 1 + (i >> 1))
      store<u8>(weights + i, i & 1 ? pair & 15 : pair >> 4)
    }
  } else {
    end = at + 1 + head
    if (end > to) return 0
    const from = readCounts(at + 1, end, 6, 256)
    if (from == 0 || !buildTable(fse, 0)) return 0
    count = readPairs(fse, from, end, weights, 255)
    if (count < 0) return 0
  }
  return buildCodes(count) ? end : 0
}

/** The last symbol has the weight that is left. */
function buildCodes(count: i32): bool {
  let sum: u32 = 0
  for (let i = 0; i < count; i++) {
    const weight = <i32>load<u8>(weights + i)
    if (weight > LONGEST) return false
    if (weight > 0) sum += 1 << (weight - 1)
  }
  if (sum == 0) return false
  const most = 32 - <i32>clz<u32>(sum)
  const left = (1 << most) - sum
  if (most > LONGEST || (left & (left - 1)) != 0) return false
  store<u8>(weights + count, <u8>(32 - clz<u32>(left)))
  memory.fill(ranks, 0, 16 * 4)
  for (let i = 0; i <= count; i++) {
    const weight = <usize>load<u8>(weights + i)
    store<u32>(ranks + (weight << 2), load<u32>(ranks + (weight << 2)) + 1)
  }
  // Codes of the least weight, which are the longest, come first.
  let start: u32 = 0
  for (let weight = 1; weight <= most; weight++) {
    const found = load<u32>(ranks + (weight << 2))
    store<u32>(ranks + (weight << 2), start)
    start += found << (weight - 1)
  }
  if (start != 1 << most) return false
  for (let symbol = 0; symbol <= count; symbol++) {
    const weight = <i32>load<u8>(weights + symbol)
    if (weight == 0) continue
    const from = load<u32>(ranks + (weight << 2))
    const entry = <u16>(symbol | ((most + 1 - weight) << 8))
    for (let i: u32 = 0; i < 1 << (weight - 1); i++) store<u16>(codes + ((from + i) << 1), entry)
    store<u32>(ranks + (weight << 2), from + (1 << (weight - 1)))
  }
  longest = most
  return true
}

/** Decodes `count` symbols, which have to take all the bits there are. */
function stream(from: usize, to: usize, out: usize, count: i32): bool {
  if (!openBits(from, to)) return false
  const width = longest
  const mask: u64 = (1 << width) - 1
  let left = bitsLeft()
  const end = out + count
  while (left >= 56 && out + 5 <= end) {
    const base = left - 56
    const held = load<u64>(from + (base >> 3)) >> (<u64>base & 7)
    let at: i32 = 56 - width
    for (let i = 0; i < 5; i++) {
      const entry = <u32>load<u16>(codes + <usize>(((held >> <u64>at) & mask) << 1))
      store<u8>(out + i, <u8>entry)
      at -= <i32>(entry >> 8)
    }
    out += 5
    left = base + at + width
  }
  while (out < end) {
    const base = left - width
    // Below the start of the bits there are zeros.
    const held = base >= 0 ? load<u64>(from + (base >> 3)) >> (<u64>base & 7) : load<u64>(from) << <u64>-base
    const entry = <u32>load<u16>(codes + <usize>((held & mask) << 1))
    store<u8>(out++, <u8>entry)
    left -= <i32>(entry >> 8)
    if (left < 0) return false
  }
  return left == 0
}
