// AssemblyScript: the blocks of one Zstandard frame, decoded in linear memory. The host reads the frame's header, lays
// the bytes out with 64 bytes behind the input and behind the output that may be read and written, and 64 before both.
import { copyMatch, copyText } from './copies'
import { bits, bitsAt, bitsLeft, bitsStart, openBits } from './zstd-bits'
import { buildOne, buildTable, keepLog, presetCounts, readCounts, tableLog } from './zstd-fse'
import { literalCount, literals, readLiterals, resetLiterals } from './zstd-literals'

const BLOCK: i32 = 1 << 17

// Per code the bits to add (1 byte) and the base (4 bytes).
const lengthValues: usize = memory.data(36 * 5, 8)
const matchValues: usize = memory.data(53 * 5, 8)
const offsetValues: usize = memory.data(32 * 5, 8)
const lengthBits: usize = memory.data<u8>([1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16])
const matchBits: usize = memory.data<u8>([1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16])
const lengthCounts: usize = memory.data<i8>([4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1])
const matchCounts: usize = memory.data<i8>([1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1])
const offsetCounts: usize = memory.data<i8>([1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1])

// Tables, which the next block may use again, and the bits of their states; -1 before there is one.
const lengthTable: usize = memory.data(512 * 8, 8)
const matchTable: usize = memory.data(512 * 8, 8)
const offsetTable: usize = memory.data(256 * 8, 8)
let lengthLog: i32 = -1
let matchLog: i32 = -1
let offsetLog: i32 = -1
let repeat1: u32 = 1
let repeat2: u32 = 4
let repeat3: u32 = 8

/** Prepares the values of the codes: to be called once. */
export function setup(): void {
  fillValues(lengthValues, 16, 36, lengthBits, 0)
  fillValues(matchValues, 32, 53, matchBits, 3)
  for (let code = 0; code < 32; code++) {
    store<u8>(offsetValues + code * 5, <u8>code)
    store<u32>(offsetValues + code * 5, 1 << code, 1)
  }
}

function fillValues(values: usize, plain: i32, count: i32, more: usize, first: u32): void {
  let base = first
  for (let code = 0; code < count; code++) {
    const width = code < plain ? 0 : load<u8>(more + (code - plain))
    store<u8>(values + code * 5, <u8>width)
    store<u32>(values + code * 5, base, 1)
    base += 1 << width
  }
}

/** Where the next block of the frame begins, and whether the last was decoded. */
let nextBlock: usize = 0
let ended: bool = false

/** Decodes the blocks between `at` and `to` to `out`; how many bytes they give, up to `room`, or -1 if they are broken. */
export function decode(at: usize, to: usize, out: usize, room: u32): i32 {
  openZstd(at)
  const done = moreZstd(to, out, out, out + room, out + room)
  return done != 0 && ended && nextBlock == to ? <i32>(done - out) : -1
}

/** Begins with the block at `at`. */
export function openZstd(at: usize): void {
  resetLiterals()
  lengthLog = matchLog = offsetLog = -1
  repeat1 = 1
  repeat2 = 4
  repeat3 = 8
  nextBlock = at
  ended = false
}

/** Says that what is left of the input lies `by` bytes before where it did. */
export function movedZstd(by: usize): void {
  nextBlock -= by
}

/** Where the next block begins, or where the last one ends. */
export function atZstd(): usize {
  return nextBlock
}

export function endedZstd(): bool {
  return ended
}

/**
 * Decodes blocks to `done`, until all that are whole before `to` are or `stop` is reached; where what is decoded ends, or
 * 0 where they are broken. Of what was decoded before, `first` to `done` is there; all of it ends at `end` at most.
 */
export function moreZstd(to: usize, first: usize, done: usize, end: usize, stop: usize): usize {
  let at = nextBlock
  while (!ended && at + 3 <= to) {
    const head = <u32>load<u16>(at) | (<u32>load<u8>(at, 2) << 16)
    const kind = (head >> 1) & 3
    const size = head >> 3
    if (size > <u32>BLOCK || kind == 3) return 0
    const from = at + 3
    const next = from + (kind == 1 ? 1 : size)
    if (next > to) break
    if (kind == 2) {
      done = block(from, next, first, done, end)
      if (done == 0) return 0
    } else {
      if (done + size > end) return 0
      if (kind == 0) memory.copy(done, from, size)
      else memory.fill(done, load<u8>(from), size)
      done += size
    }
    at = next
    ended = (head & 1) != 0
    if (done >= stop && stop < end) break
  }
  nextBlock = at
  return done
}

/** Decodes a block's sequences to `done`; returns the end of what is decoded, or 0. */
function block(at: usize, to: usize, first: usize, done: usize, most: usize): usize {
  at = readLiterals(at, to)
  if (at == 0 || at >= to) return 0
  let text = literals()
  const textEnd = text + literalCount()
  const end = most < done + BLOCK ? most : done + BLOCK
  let count = <u32>load<u8>(at++)
  if (count >= 128) {
    if (at + 2 > to) return 0
    if (count < 255) count = ((count - 128) << 8) | load<u8>(at++)
    else {
      count = <u32>load<u16>(at) + 0x7f00
      at += 2
    }
  }
  if (count == 0 && at != to) return 0
  if (count > 0) {
    at = readTables(at, to)
    if (at == 0 || !openBits(at, to)) return 0
    let lengthState = <u32>bits(lengthLog)
    let offsetState = <u32>bits(offsetLog)
    let matchState = <u32>bits(matchLog)
    let left = bitsLeft()
    const from = bitsStart()
    if (left < 0) return 0
    for (; count > 0; count--) {
      const lengthEntry = load<u64>(lengthTable + (<usize>lengthState << 3))
      const offsetEntry = load<u64>(offsetTable + (<usize>offsetState << 3))
      const matchEntry = load<u64>(matchTable + (<usize>matchState << 3))
      const offsetMore = <u32>(offsetEntry >> 24) & 255
      left -= <i32>offsetMore
      const value = <u32>(offsetEntry >> 32) + <u32>bitsAt(from, left, offsetMore)
      const lengthMore = <u32>(lengthEntry >> 24) & 255
      const matchMore = <u32>(matchEntry >> 24) & 255
      let length = <u32>(lengthEntry >> 32)
      let match = <u32>(matchEntry >> 32)
      if ((lengthMore | matchMore) != 0) {
        left -= <i32>(lengthMore + matchMore)
        const more = bitsAt(from, left, lengthMore + matchMore)
        match += <u32>(more >> <u64>lengthMore)
        length += <u32>(more & (((<u64>1) << (<u64>lengthMore)) - 1))
      }
      if (count > 1) {
        const lengthWidth = <u32>(lengthEntry >> 16) & 255
        const offsetWidth = <u32>(offsetEntry >> 16) & 255
        const matchWidth = <u32>(matchEntry >> 16) & 255
        left -= <i32>(lengthWidth + offsetWidth + matchWidth)
        const more = <u32>bitsAt(from, left, lengthWidth + offsetWidth + matchWidth)
        lengthState = (<u32>lengthEntry & 0xffff) + (more >> (matchWidth + offsetWidth))
        matchState = (<u32>matchEntry & 0xffff) + ((more >> offsetWidth) & ((1 << matchWidth) - 1))
        offsetState = (<u32>offsetEntry & 0xffff) + (more & ((1 << offsetWidth) - 1))
      }
      if (left < 0) return 0
      const offset = offsetOf(value, length)
      if (text + length > textEnd || done + length + match > end) return 0
      copyText(done, text, length)
      done += length
      text += length
      if (offset == 0 || offset > <u32>(done - first)) return 0
      copyMatch(done, offset, match)
      done += match
    }
    if (left != 0) return 0
  }
  const rest = <u32>(textEnd - text)
  if (done + rest > end) return 0
  memory.copy(done, text, rest)
  return done + rest
}

/** The distance that a sequence says, or that one of the last three did. */
// @ts-ignore: decorator
@inline
function offsetOf(value: u32, length: u32): u32 {
  let offset: u32
  if (value > 3) offset = value - 3
  else {
    const which = value - 1 + (length == 0 ? 1 : 0)
    if (which == 0) return repeat1
    offset = which == 1 ? repeat2 : which == 2 ? repeat3 : repeat1 - 1
    if (which == 1) {
      repeat2 = repeat1
      repeat1 = offset
      return offset
    }
  }
  repeat3 = repeat2
  repeat2 = repeat1
  repeat1 = offset
  return offset
}

function readTables(at: usize, to: usize): usize {
  if (at >= to) return 0
  const modes = <u32>load<u8>(at++)
  if ((modes & 3) != 0) return 0
  at = readTable(at, to, modes >> 6, lengthTable, lengthValues, lengthCounts, 36, 6, 9, lengthLog)
  if (at == 0) return 0
  lengthLog = tableLog()
  at = readTable(at, to, (modes >> 4) & 3, offsetTable, offsetValues, offsetCounts, 29, 5, 8, offsetLog)
  if (at == 0) return 0
  offsetLog = tableLog()
  at = readTable(at, to, (modes >> 2) & 3, matchTable, matchValues, matchCounts, 53, 6, 9, matchLog)
  if (at == 0) return 0
  matchLog = tableLog()
  return at
}

/** Reads one table by its mode: that of the format, of one symbol, one of its own, or the one before. */
function readTable(
  at: usize,
  to: usize,
  mode: u32,
  table: usize,
  values: usize,
  preset: usize,
  symbolCount: i32,
  presetLog: i32,
  mostLog: i32,
  before: i32,
): usize {
  const most = symbolCount == 29 ? 32 : symbolCount
  switch (mode) {
    case 0:
      presetCounts(preset, symbolCount, presetLog)
      return buildTable(table, values) ? at : 0
    case 1:
      if (at >= to || <i32>load<u8>(at) >= most) return 0
      buildOne(table, load<u8>(at), values)
      return at + 1
    case 2: {
      const end = readCounts(at, to, mostLog, most)
      return end != 0 && buildTable(table, values) ? end : 0
    }
    default:
      if (before < 0) return 0
      keepLog(before)
      return at
  }
}
