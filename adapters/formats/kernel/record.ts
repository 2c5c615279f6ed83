// AssemblyScript: the grammar of JSON, for one record. It accepts what `JSON.parse` accepts, of bytes that are UTF-8.

import { hadEscape, stringEnd } from './text'

export const ABSENT: u32 = 0xffffffff

const QUOTE: u32 = 0x22
const COMMA: u32 = 0x2c
const MINUS: u32 = 0x2d
const DOT: u32 = 0x2e
const ZERO: u32 = 0x30
const COLON: u32 = 0x3a
const OPEN_LIST: u32 = 0x5b
const OPEN: u32 = 0x7b

/** Wanted fields. */
export let columns: i32 = 0
/** Start and end of the value of each wanted field, both `ABSENT` where it is not there. */
export let spans: usize = 0

// Place and length of each wanted name; a stack of open brackets, and how many it may hold.
let names: usize = 0
let kinds: usize = 0
let deepest: i32 = 0

// The wanted field whose value is being read, or -1.
let column: i32 = -1

export function setupRecord(count: i32, nameTable: usize, spanTable: usize, kindStack: usize, depth: i32): void {
  columns = count
  names = nameTable
  spans = spanTable
  kinds = kindStack
  deepest = depth
}

// @ts-expect-error: decorator
@inline
export function spaceEnd(at: usize): usize {
  let c = <u32>load<u8>(at)
  while (c == 0x20 || c == 0x0d || c == 0x09) c = <u32>load<u8>(++at)
  return at
}

/**
 * End of the record that starts at `at`; 0 for what is none, and for what needs a closer look: a wanted field that
 * stands twice, a name of the record that is written with escapes, or too many levels.
 */
export function recordEnd(at: usize): usize {
  for (let i = 0; i < columns; i++) store<u64>(spans + (<usize>i << 3), 0xffffffffffffffff)
  column = -1
  if (load<u8>(at) != OPEN) return 0
  let level: i32 = 0
  for (;;) {
    const c = <u32>load<u8>(at)
    let closes = false
    if (c == OPEN || c == OPEN_LIST) {
      if (level == deepest) return 0
      store<u8>(kinds + level, <u8>c)
      level++
      at = spaceEnd(at + 1)
      // in ASCII each closing bracket stands two after its opening one
      closes = <u32>load<u8>(at) == c + 2
      if (!closes) {
        if (c == OPEN) {
          at = keyEnd(at, level)
          if (at == 0) return 0
        }
        continue
      }
    } else {
      at = scalarEnd(at, c)
      if (at == 0) return 0
      if (level == 1 && column >= 0) store<u32>(spans + (<usize>column << 3), <u32>at, 4)
    }
    // a value has ended here: close what ends with it, then go on to the next member
    for (;;) {
      at = spaceEnd(at)
      const opened = <u32>load<u8>(kinds + level - 1)
      const next = <u32>load<u8>(at)
      if (next == COMMA) {
        at = spaceEnd(at + 1)
        if (opened == OPEN) {
          at = keyEnd(at, level)
          if (at == 0) return 0
        }
        break
      }
      if (next != opened + 2) return 0
      at++
      level--
      if (level == 0) return at
      if (level == 1 && column >= 0) store<u32>(spans + (<usize>column << 3), <u32>at, 4)
    }
  }
  return 0 // not reached
}

/** Start of the value whose name starts at `at`; 0 for no name, or one that needs a closer look. */
function keyEnd(at: usize, level: i32): usize {
  if (load<u8>(at) != QUOTE) return 0
  const end = stringEnd(at + 1)
  if (end == 0) return 0
  let value = spaceEnd(end)
  if (load<u8>(value) != COLON) return 0
  value = spaceEnd(value + 1)
  if (level > 1) return value
  if (hadEscape()) return 0
  const from = at + 1
  const length = <u32>(end - 1 - from)
  column = -1
  for (let i = 0; i < columns; i++) {
    const entry = names + (<usize>i << 3)
    if (load<u32>(entry, 4) != length || !same(from, load<u32>(entry), length)) continue
    const span = spans + (<usize>i << 3)
    if (load<u32>(span) != ABSENT) return 0
    store<u32>(span, <u32>value)
    column = i
    break
  }
  return value
}

function same(a: usize, b: usize, length: u32): bool {
  for (let i: u32 = 0; i < length; i++) if (load<u8>(a + i) != load<u8>(b + i)) return false
  return true
}

function scalarEnd(at: usize, c: u32): usize {
  if (c == QUOTE) return stringEnd(at + 1)
  if (c == MINUS || c - ZERO < 10) return numberEnd(at, c)
  if (load<u32>(at) == 0x65757274 /* true */ || load<u32>(at) == 0x6c6c756e /* null */) return at + 4
  return c == 0x66 && load<u32>(at + 1) == 0x65736c61 /* alse */ ? at + 5 : 0
}

function numberEnd(at: usize, c: u32): usize {
  if (c == MINUS) c = <u32>load<u8>(++at)
  if (c == ZERO) c = <u32>load<u8>(++at)
  else {
    if (c - ZERO >= 10) return 0
    do c = <u32>load<u8>(++at)
    while (c - ZERO < 10)
  }
  if (c == DOT) {
    c = <u32>load<u8>(++at)
    if (c - ZERO >= 10) return 0
    do c = <u32>load<u8>(++at)
    while (c - ZERO < 10)
  }
  if ((c | 0x20) == 0x65 /* e */) {
    c = <u32>load<u8>(++at)
    if (c == 0x2b || c == MINUS) c = <u32>load<u8>(++at)
    if (c - ZERO >= 10) return 0
    do c = <u32>load<u8>(++at)
    while (c - ZERO < 10)
  }
  return at
}
