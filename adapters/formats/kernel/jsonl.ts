// AssemblyScript: one pass over lines of JSON in linear memory. It checks the whole grammar, finds the wanted fields and
// looks up what their bytes were ruled as. Whatever is out of the ordinary it leaves to the host, by its place.
//
// The host lays memory out, puts a newline behind the last byte, and leaves 16 bytes behind that which may be read.
import { codeOf, find, setupKeys, TOO_LONG } from './keys'
import { recordEnd, setupRecord, spaceEnd } from './record'

export { learn } from './keys'
export { isUtf8 } from './utf8'

/** Why `scan` came back: all lines are read, */
const DONE: i32 = 0
/** the lists of rows are full, */
const FULL: i32 = 1
/** a record has fields that were not seen before, whose code the host may have learned before it goes on, */
const NEW: i32 = 2
/** or a line is no plain record, and the host reads it by itself. */
const ODD: i32 = 3

const LF: u32 = 0x0a

let longestLine: u32 = 0
let lineStart: usize = 0
let lineEnd: usize = 0
let rows: i32 = 0

/** Places and sizes; see the host. Sizes in bytes, but `slotCount` in slots, a power of two. */
export function setup(
  columns: i32,
  names: usize,
  spans: usize,
  kinds: usize,
  depth: i32,
  lineLimit: u32,
  keyLimit: u32,
  slots: usize,
  slotCount: u32,
  arena: usize,
  arenaSize: u32,
): void {
  setupRecord(columns, names, spans, kinds, depth)
  setupKeys(slots, slotCount, arena, arenaSize, keyLimit)
  longestLine = lineLimit
}

/** Start of the line at which `scan` came back. */
export function start(): usize {
  return lineStart
}

/** End of the line at which `scan` came back, its newline included where it has one: where to go on. */
export function end(): usize {
  return lineEnd
}

/** Rows that the last `scan` wrote. */
export function count(): i32 {
  return rows
}

/**
 * Reads lines from `at` to `to`; of each record whose fields are known, start and end, counted from `base`, and code go
 * to the lists, which have room for `room`. Blank lines are passed over.
 */
export function scan(at: usize, to: usize, base: usize, starts: usize, ends: usize, codes: usize, room: i32): i32 {
  rows = 0
  while (at < to) {
    lineStart = at
    if (rows == room) {
      lineEnd = at
      return FULL
    }
    let now = spaceEnd(at)
    if (<u32>load<u8>(now) == LF) {
      if (<u32>(now - at) > longestLine) return odd(to)
      at = now + 1
      continue
    }
    now = recordEnd(now)
    if (now != 0) now = spaceEnd(now)
    if (now == 0 || <u32>load<u8>(now) != LF || <u32>(now - lineStart) > longestLine) return odd(to)
    const slot = find()
    if (slot == TOO_LONG) return odd(to)
    lineEnd = now < to ? now + 1 : to
    if (slot == 0) return NEW
    const row = (<usize>rows) << 2
    store<u32>(starts + row, <u32>(lineStart - base))
    store<u32>(ends + row, <u32>(lineEnd - base))
    store<u32>(codes + row, codeOf(slot))
    rows++
    at = lineEnd
  }
  lineEnd = to
  return DONE
}

function odd(to: usize): i32 {
  const lines = i8x16.splat(<i8>LF)
  let at = lineStart
  for (;;) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(at), lines))
    if (found != 0) {
      at += ctz(found)
      lineEnd = at < to ? at + 1 : to
      return ODD
    }
    at += 16
  }
  return ODD // not reached
}
