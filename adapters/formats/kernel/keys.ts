// AssemblyScript: what the bytes of the wanted fields were ruled as. Keys are compared byte by byte, never by hash alone.
import { ABSENT, columns, spans } from './record'

/** Hash, place of the key and code, four bytes each. */
const SLOT: usize = 12
/** What `find` gives for fields that are too long to be remembered. */
export const TOO_LONG: usize = 1

let slots: usize = 0
let slotMask: u32 = 0
let arena: usize = 0
let arenaEnd: usize = 0
let arenaAt: usize = 0
let entries: u32 = 0
let longest: u32 = 0
let hash: u32 = 0

export function setupKeys(slotTable: usize, slotCount: u32, arenaStart: usize, arenaSize: u32, keyLimit: u32): void {
  slots = slotTable
  slotMask = slotCount - 1
  arena = arenaStart
  arenaEnd = arenaStart + arenaSize
  longest = keyLimit
  forget()
}

/** Remembers the code of the fields that `scan` stopped at. Where there is no room, all that was learned goes. */
export function learn(code: u32): void {
  let size: usize = 0
  for (let i = 0; i < columns; i++) size += 4 + ((lengthOf(i) + 7) & ~7)
  if (arenaAt + size > arenaEnd || entries >= (slotMask + 1) >> 1) forget()
  if (arenaAt + size > arenaEnd) return
  let i = hash & slotMask
  while (load<u32>(slots + <usize>i * SLOT, 4) != 0) i = (i + 1) & slotMask
  const slot = slots + <usize>i * SLOT
  store<u32>(slot, hash)
  store<u32>(slot, <u32>arenaAt, 4)
  store<u32>(slot, code, 8)
  entries++
  let at = arenaAt
  for (let c = 0; c < columns; c++) {
    const span = spans + (<usize>c << 3)
    const from = load<u32>(span)
    const length = lengthOf(c)
    store<u32>(at, from == ABSENT ? ABSENT : <u32>length)
    at += 4
    if (from != ABSENT) memory.copy(at, from, length)
    at += (length + 7) & ~7
  }
  arenaAt = at
}

function forget(): void {
  memory.fill(slots, 0, <usize>(slotMask + 1) * SLOT)
  arenaAt = arena
  entries = 0
}

// @ts-expect-error: decorator
@inline
function lengthOf(column: i32): usize {
  const span = spans + (<usize>column << 3)
  const from = load<u32>(span)
  return from == ABSENT ? 0 : load<u32>(span, 4) - from
}

/** Code of a slot. */
// @ts-expect-error: decorator
@inline
export function codeOf(slot: usize): u32 {
  return load<u32>(slot, 8)
}

/** The slot of the fields at hand, 0 for new ones, or `TOO_LONG`. */
export function find(): usize {
  let h: u64 = 0x9e3779b97f4a7c15
  let size: u32 = 0
  for (let c = 0; c < columns; c++) {
    const span = spans + (<usize>c << 3)
    const from = load<u32>(span)
    if (from == ABSENT) {
      h = (h ^ 0xff51afd7ed558ccd) * 0xc4ceb9fe1a85ec53
      continue
    }
    const until = load<u32>(span, 4)
    size += until - from
    if (size > longest) return TOO_LONG
    let at = <usize>from
    h = (h ^ (until - from)) * 0xc4ceb9fe1a85ec53
    while (at + 8 <= until) {
      h = (h ^ load<u64>(at)) * 0xff51afd7ed558ccd
      h ^= h >> 32
      at += 8
    }
    if (at < until) {
      const tail = load<u64>(at) & ((<u64>1 << (<u64>(until - <u32>at) << 3)) - 1)
      h = (h ^ tail) * 0xff51afd7ed558ccd
      h ^= h >> 32
    }
  }
  h ^= h >> 29
  hash = <u32>h
  let i = hash & slotMask
  for (;;) {
    const slot = slots + <usize>i * SLOT
    const key = load<u32>(slot, 4)
    if (key == 0) return 0
    if (load<u32>(slot) == hash && same(key)) return slot
    i = (i + 1) & slotMask
  }
  return 0 // not reached
}

/** Whether a key that was learned has the bytes of the fields at hand. */
function same(key: usize): bool {
  for (let c = 0; c < columns; c++) {
    const span = spans + (<usize>c << 3)
    const from = load<u32>(span)
    const length = load<u32>(key)
    key += 4
    if (from == ABSENT || length == ABSENT) {
      if (from != length) return false
      continue
    }
    if (load<u32>(span, 4) - from != length) return false
    let at: u32 = 0
    while (at + 8 <= length) {
      if (load<u64>(from + at) != load<u64>(key + at)) return false
      at += 8
    }
    if (at < length) {
      const mask = (<u64>1 << (<u64>(length - at) << 3)) - 1
      if (((load<u64>(from + at) ^ load<u64>(key + at)) & mask) != 0) return false
    }
    key += (length + 7) & ~7
  }
  return true
}
