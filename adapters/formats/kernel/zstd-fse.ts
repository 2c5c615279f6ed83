// AssemblyScript: tables of finite state entropy. An entry of 8 bytes per state: the base of the next state (2), the
// bits to add to it (1), the symbol (1) or, in tables for sequences, the bits to add to a value (1), and its base (4).
import { bits, bitsLeft, openBits } from './zstd-bits'

const MOST: i32 = 256
const counts: usize = memory.data(MOST * 2, 8)
const next: usize = memory.data(MOST * 2, 8)
const symbols: usize = memory.data(512, 8)

/** How many bits a state of the table that was read last has. */
let log: i32 = 0
/** How many symbols that table has. */
let size: i32 = 0

export function tableLog(): i32 {
  return log
}

/** Says that a table from before is used again. */
export function keepLog(before: i32): void {
  log = before
}

/** Reads the counts of a table from `at` on; returns where they end, or 0 where they are broken. */
export function readCounts(at: usize, to: usize, mostLog: i32, mostSymbols: i32): usize {
  if (at >= to) return 0
  let bit: i32 = 4
  log = (<i32>load<u8>(at) & 15) + 5
  if (log > mostLog) return 0
  const end = <i32>(to - at) * 8
  let remaining: i32 = 1 << log
  size = 0
  while (remaining > 0 && size < mostSymbols) {
    const width = 32 - <i32>clz<u32>(remaining + 1)
    let value = forward(at, bit, width)
    bit += width
    const lower = (1 << (width - 1)) - 1
    const threshold = (1 << width) - 2 - remaining
    if ((value & lower) < threshold) {
      bit--
      value &= lower
    } else if (value > lower) value -= threshold
    const count = value - 1
    remaining -= count < 0 ? -count : count
    store<i16>(counts + (size++ << 1), <i16>count)
    if (bit > end) return 0
    if (count != 0) continue
    for (let repeat: i32 = 3; repeat == 3; ) {
      repeat = forward(at, bit, 2)
      bit += 2
      if (bit > end || size + repeat > mostSymbols) return 0
      for (let i = 0; i < repeat; i++) store<i16>(counts + (size++ << 1), 0)
    }
  }
  return remaining == 0 && bit <= end ? at + ((bit + 7) >> 3) : 0
}

/** Takes counts that the format gives. */
export function presetCounts(preset: usize, symbolCount: i32, presetLog: i32): void {
  log = presetLog
  size = symbolCount
  for (let i = 0; i < size; i++) store<i16>(counts + (i << 1), <i16>load<i8>(preset + i))
}

/** Builds the table of the counts that were read last. `values`: per symbol the bits (1 byte) and the base (4 bytes), or 0. */
export function buildTable(table: usize, values: usize): bool {
  const states = 1 << log
  let high = states
  for (let symbol = 0; symbol < size; symbol++) {
    const count = <i32>load<i16>(counts + (symbol << 1))
    store<u16>(next + (symbol << 1), <u16>(count < 0 ? 1 : count))
    if (count < 0) store<u8>(symbols + --high, <u8>symbol)
  }
  const step = (states >> 1) + (states >> 3) + 3
  let place = 0
  for (let symbol = 0; symbol < size; symbol++) {
    const count = <i32>load<i16>(counts + (symbol << 1))
    for (let i = 0; i < count; i++) {
      store<u8>(symbols + place, <u8>symbol)
      do place = (place + step) & (states - 1)
      while (place >= high)
    }
  }
  if (place != 0) return false
  for (let state = 0; state < states; state++) {
    const symbol = <i32>load<u8>(symbols + state)
    const found = <u32>load<u16>(next + (symbol << 1))
    store<u16>(next + (symbol << 1), <u16>(found + 1))
    const width = log - (31 - <i32>clz<u32>(found))
    put(table + (state << 3), (<i32>found << width) - states, width, symbol, values)
  }
  return true
}

/** A table of one state. */
export function buildOne(table: usize, symbol: i32, values: usize): void {
  log = 0
  put(table, 0, 0, symbol, values)
}

/** Reads symbols of two states in turn, up to `most`; how many, or -1 where they are broken. */
export function readPairs(table: usize, from: usize, to: usize, out: usize, most: i32): i32 {
  if (!openBits(from, to)) return -1
  let first = <u32>bits(log)
  let second = <u32>bits(log)
  if (bitsLeft() < 0) return -1
  for (let count = 0; count + 2 <= most; ) {
    const entry = table + (<usize>first << 3)
    store<u8>(out + count++, load<u8>(entry, 3))
    first = <u32>load<u16>(entry) + <u32>bits(load<u8>(entry, 2))
    if (bitsLeft() < 0) {
      store<u8>(out + count++, load<u8>(table + (<usize>second << 3), 3))
      return count
    }
    const swap = first
    first = second
    second = swap
  }
  return -1
}

function put(entry: usize, base: i32, width: i32, symbol: i32, values: usize): void {
  store<u16>(entry, <u16>base)
  store<u8>(entry, <u8>width, 2)
  if (values == 0) store<u8>(entry, <u8>symbol, 3)
  else {
    store<u8>(entry, load<u8>(values + symbol * 5), 3)
    store<u32>(entry, load<u32>(values + symbol * 5, 1), 4)
  }
}

function forward(at: usize, bit: i32, width: i32): i32 {
  return <i32>((load<u32>(at + (bit >> 3)) >> (bit & 7)) & ((1 << width) - 1))
}
