/** A value of a table that is written: a scalar of a width, or a reference to something written after it. */
export type FlatValue =
  | { readonly scalar: 1 | 2 | 4 | 8; readonly value: number }
  | { readonly table: FlatFields }
  | { readonly tables: readonly FlatFields[] }
  /** A vector of references to anything. */
  | { readonly refs: readonly FlatValue[] }
  | { readonly text: string }
  /** Structs as they stand in the buffer, 8-byte aligned. */
  | { readonly structs: Uint8Array; readonly count: number }
  /** What stands inside another flatbuffer, which is embedded as it is, once: its offsets are relative. */
  | { readonly within: Uint8Array; readonly at: number }
/** Slot → value. */
export type FlatFields = ReadonlyArray<readonly [slot: number, value: FlatValue]>

const align = (at: number, to: number) => Math.ceil(at / to) * to

/** A flatbuffer with `root`, padded to 8 bytes. Parts follow their references, so that all offsets go forward. */
export function flatBytes(root: FlatFields): Uint8Array {
  let bytes = new Uint8Array(1024)
  let view = new DataView(bytes.buffer)
  let end = 4
  const reserve = (size: number, to: number) => {
    const at = align(end, to)
    end = at + size
    if (end > bytes.length) {
      const larger = new Uint8Array(Math.max(align(end, 8), bytes.length * 2))
      larger.set(bytes)
      bytes = larger
      view = new DataView(bytes.buffer)
    }
    return at
  }
  const link = (from: number, to: number) => view.setUint32(from, to - from, true)
  const embedded = new Map<Uint8Array, number>()

  /** `after` is where the reference to it stands. */
  function put(value: FlatValue, after: number): number {
    if ('table' in value) return table(value.table)
    if ('tables' in value) return put({ refs: value.tables.map((fields) => ({ table: fields })) }, after)
    if ('refs' in value) {
      const at = reserve(4 + value.refs.length * 4, 4)
      view.setUint32(at, value.refs.length, true)
      value.refs.forEach((ref, index) => {
        link(at + 4 + index * 4, put(ref, at + 4 + index * 4))
      })
      return at
    }
    if ('text' in value) {
      const text = new TextEncoder().encode(value.text)
      const at = reserve(4 + text.length + 1, 4)
      view.setUint32(at, text.length, true)
      bytes.set(text, at + 4)
      return at
    }
    if ('structs' in value) {
      // The count stands before the first struct, which has to be aligned.
      const at = reserve(0, 8) + 4
      end = at
      reserve(4 + value.structs.length, 4)
      view.setUint32(at, value.count, true)
      bytes.set(value.structs, at + 4)
      return at
    }
    if ('within' in value) {
      const before = embedded.get(value.within) ?? -1
      // Offsets only go forward, so what stands before the reference is of no use to it.
      const at = before > after ? before : reserve(value.within.length, 8)
      if (at !== before) bytes.set(value.within, at)
      embedded.set(value.within, at)
      return at + value.at
    }
    throw new TypeError('a scalar stands in its table')
  }

  function table(fields: FlatFields): number {
    const slotBytes = 4 + 2 * fields.reduce((most, [slot]) => Math.max(most, slot + 1), 0)
    const wide = [...fields].sort((a, b) => width(b[1]) - width(a[1]))
    const slots = reserve(slotBytes, 2)
    // Widest first after 4 bytes of head and 4 of padding: every field is aligned when the table is.
    const size = wide.reduce((total, [, value]) => total + width(value), 8)
    const at = reserve(size, 8)
    view.setInt32(at, at - slots, true)
    view.setUint16(slots, slotBytes, true)
    view.setUint16(slots + 2, size, true)
    let offset = 8
    const links: [number, FlatValue][] = []
    for (const [slot, value] of wide) {
      view.setUint16(slots + 4 + slot * 2, offset, true)
      if (!('scalar' in value)) links.push([at + offset, value])
      else if (value.scalar === 8) view.setBigInt64(at + offset, BigInt(value.value), true)
      else if (value.scalar === 4) view.setInt32(at + offset, value.value, true)
      else if (value.scalar === 2) view.setInt16(at + offset, value.value, true)
      else view.setInt8(at + offset, value.value)
      offset += width(value)
    }
    for (const [from, value] of links) link(from, put(value, from))
    return at
  }

  link(0, table(root))
  return bytes.slice(0, align(end, 8))
}

const width = (value: FlatValue) => ('scalar' in value ? value.scalar : 4)
