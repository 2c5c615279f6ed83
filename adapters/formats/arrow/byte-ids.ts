import type { Ids } from './ids.ts'

/** Places that are looked at before a value counts as a new one: bytes made to collide cost no more than this. */
const TRIES = 16
const PRIME = 0x01000193

/**
 * Numbers of rows by their bytes; those that repeat the row before are known by one comparison. Undefined where a row
 * lies outside of the bytes.
 */
export function byteIds(
  bytes: Uint8Array,
  length: number,
  isNull: ((row: number) => boolean) | undefined,
  start: (row: number) => number,
  end: (row: number) => number,
): Ids | undefined {
  const ids = new Uint32Array(length)
  // 0 is null.
  const firsts: number[] = [-1]
  const hashes: number[] = [0]
  let table = new Int32Array(256)
  // Four bytes at a time.
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

  const same = (from: number, size: number, row: number): boolean => {
    const other = start(row)
    if (end(row) - other !== size) return false
    if (other === from) return true
    let i = 0
    for (; i + 4 <= size; i += 4) if (words.getInt32(from + i, true) !== words.getInt32(other + i, true)) return false
    for (; i < size; i++) if (bytes[from + i] !== bytes[other + i]) return false
    return true
  }
  const grow = (): void => {
    table = new Int32Array(table.length * 4)
    for (let id = 1; id < firsts.length; id++) {
      for (let i = 0, at = hashes[id]!; i < TRIES; i++, at++) {
        if (table[at & (table.length - 1)] !== 0) continue
        table[at & (table.length - 1)] = id
        break
      }
    }
  }
  const find = (row: number, from: number, size: number): number => {
    let hash = size
    let i = from
    for (; i + 4 <= from + size; i += 4) {
      hash = Math.imul(hash ^ words.getInt32(i, true), PRIME)
      hash ^= hash >>> 15
    }
    for (; i < from + size; i++) hash = Math.imul(hash ^ bytes[i]!, PRIME)
    hash ^= hash >>> 15
    if (firsts.length * 2 > table.length) grow()
    let free = -1
    for (let i = 0; i < TRIES; i++) {
      const at = (hash + i) & (table.length - 1)
      const id = table[at]!
      if (id === 0) {
        free = at
        break
      }
      if (hashes[id] === hash && same(from, size, firsts[id]!)) return id
    }
    const id = firsts.push(row) - 1
    hashes.push(hash)
    if (free >= 0) table[free] = id
    return id
  }

  let last = -1
  for (let row = 0; row < length; row++) {
    if (isNull?.(row)) continue
    const from = start(row)
    const size = end(row) - from
    if (!(from >= 0 && size >= 0 && from + size <= bytes.length)) return undefined
    ids[row] = last >= 0 && same(from, size, last) ? ids[last]! : find(row, from, size)
    last = row
  }
  return { ids, size: firsts.length }
}
