import { fault } from './fault.ts'

/** One table of a flatbuffer. A slot that is not there gives the default of its kind: 0, false, undefined or nothing. */
export interface FlatTable {
  /** Position of the table in its buffer. */
  readonly at: number
  bool(slot: number): boolean
  i8(slot: number): number
  i16(slot: number, otherwise?: number): number
  i32(slot: number, otherwise?: number): number
  /** A 64-bit integer that fits a number. */
  i64(slot: number): number
  text(slot: number): string | undefined
  table(slot: number): FlatTable | undefined
  /** Position of what a slot refers to. */
  place(slot: number): number | undefined
  tables(slot: number): FlatTable[]
  /** Scalars of a vector of 32-bit integers. */
  i32s(slot: number): number[]
  /** A vector of structs made of 64-bit integers, `words` to a struct, flattened. */
  i64s(slot: number, words: number): number[]
}

/** Tables and vector entries that one buffer may hold: shared children could otherwise unfold without end. */
const BUDGET = 1 << 21

const damaged = (): never => {
  throw fault('format', 'is damaged: its Arrow metadata points outside of itself')
}

/** The root table of a flatbuffer; each access is checked against the bounds, offsets only go forward. */
export function flatRoot(bytes: Uint8Array): FlatTable {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let budget = BUDGET
  const spend = (n: number) => {
    budget -= n
    if (budget < 0) throw fault('limit', 'has Arrow metadata with too many entries')
  }
  const inside = (at: number, size: number) => (at >= 0 && size <= bytes.length - at ? at : damaged())
  const i64At = (at: number) => {
    const value = Number(view.getBigInt64(inside(at, 8), true))
    return Number.isSafeInteger(value) ? value : damaged()
  }
  const follow = (at: number) => {
    const step = view.getUint32(inside(at, 4), true)
    return step > 0 ? inside(at + step, 4) : damaged()
  }
  const vector = (at: number, width: number) => {
    const start = follow(at)
    const length = view.getUint32(start, true)
    spend(length)
    inside(start + 4, length * width)
    return { start: start + 4, length }
  }

  function table(at: number): FlatTable {
    spend(1)
    const slots = inside(at - view.getInt32(inside(at, 4), true), 4)
    const slotBytes = view.getUint16(slots, true)
    const size = view.getUint16(slots + 2, true)
    if (slotBytes < 4) damaged()
    inside(slots, slotBytes)
    inside(at, size)
    const field = (slot: number, width: number) => {
      const entry = 4 + slot * 2
      const offset = entry + 2 <= slotBytes ? view.getUint16(slots + entry, true) : 0
      if (offset === 0) return undefined
      return offset + width <= size ? at + offset : damaged()
    }
    const scalar = (slot: number, width: number, otherwise: number, get: (at: number) => number) => {
      const where = field(slot, width)
      return where === undefined ? otherwise : get(where)
    }
    const entries = <T>(slot: number, width: number, get: (at: number) => T): T[] => {
      const where = field(slot, 4)
      if (where === undefined) return []
      const { start, length } = vector(where, width)
      return Array.from({ length }, (_, index) => get(start + index * width))
    }
    return {
      at,
      bool: (slot) => scalar(slot, 1, 0, (where) => view.getUint8(where)) !== 0,
      i8: (slot) => scalar(slot, 1, 0, (where) => view.getInt8(where)),
      i16: (slot, otherwise = 0) => scalar(slot, 2, otherwise, (where) => view.getInt16(where, true)),
      i32: (slot, otherwise = 0) => scalar(slot, 4, otherwise, (where) => view.getInt32(where, true)),
      i64: (slot) => scalar(slot, 8, 0, i64At),
      text(slot) {
        const where = field(slot, 4)
        if (where === undefined) return undefined
        const start = follow(where)
        const length = view.getUint32(start, true)
        inside(start + 4, length)
        return utf8.decode(bytes.subarray(start + 4, start + 4 + length))
      },
      table(slot) {
        const where = field(slot, 4)
        return where === undefined ? undefined : table(follow(where))
      },
      place(slot) {
        const where = field(slot, 4)
        return where === undefined ? undefined : follow(where)
      },
      tables: (slot) => entries(slot, 4, (where) => table(follow(where))),
      i32s: (slot) => entries(slot, 4, (where) => view.getInt32(where, true)),
      i64s(slot, words) {
        const where = field(slot, 4)
        if (where === undefined) return []
        const { start, length } = vector(where, words * 8)
        return Array.from({ length: length * words }, (_, index) => i64At(start + index * 8))
      },
    }
  }
  return table(follow(0))
}
