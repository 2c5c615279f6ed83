import { damaged } from './fault.ts'

/** Types of Thrift's compact protocol on the wire. */
export const WIRE = {
  true: 1,
  false: 2,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  struct: 12,
} as const

/** A value as it is stored, so that it can be written again without a change. */
export interface Stored {
  readonly type: number
  readonly bytes: Uint8Array
}

/**
 * A struct whose fields are found, but read only on demand, so that bytes that claim a billion elements cost nothing
 * until they turn out to be missing. A field of another type than asked for, or one that stands twice, is damage.
 */
export interface Struct {
  readonly from: number
  readonly end: number
  /** Its fields, in ascending order. */
  ids(): number[]
  has(id: number): boolean
  raw(id: number): Stored | undefined
  /** A whole number; 64-bit ones are sizes, counts and offsets here, so one beyond 2^53 is damage. */
  int(id: number): number | undefined
  bool(id: number): boolean | undefined
  binary(id: number): Uint8Array | undefined
  struct(id: number): Struct | undefined
  list(id: number): List | undefined
}

interface List {
  readonly size: number
  structs(): Generator<Struct>
  ints(): number[]
  binaries(): Uint8Array[]
}

interface Span {
  readonly type: number
  readonly from: number
  readonly to: number
}

interface Cursor {
  readonly bytes: Uint8Array
  at: number
}

const DEPTH = 24

/** Finds the fields of the struct that starts at `from`. */
export function thriftStruct(bytes: Uint8Array, from = 0): Struct {
  const cursor: Cursor = { bytes, at: from }
  const spans = new Map<number, Span>()
  for (let id = 0; ; ) {
    const head = byte(cursor)
    if (head === 0) break
    id = head >> 4 ? id + (head >> 4) : zigzag(cursor)
    const type = head & 15
    const start = cursor.at
    skip(cursor, type, 0)
    if (spans.has(id)) damaged(`field ${id} of a header stands twice`)
    spans.set(id, { type, from: start, to: cursor.at })
  }
  const want = (id: number, ...types: number[]): Span | undefined => {
    const span = spans.get(id)
    if (span && !types.includes(span.type)) damaged(`field ${id} of a header has type ${span.type}`)
    return span
  }
  return {
    from,
    end: cursor.at,
    ids: () => [...spans.keys()].sort((a, b) => a - b),
    has: (id) => spans.has(id),
    raw(id) {
      const span = spans.get(id)
      return span && { type: span.type, bytes: bytes.subarray(span.from, span.to) }
    },
    int(id) {
      const span = want(id, WIRE.i16, WIRE.i32, WIRE.i64, WIRE.byte)
      if (!span) return undefined
      return span.type === WIRE.byte ? ((bytes[span.from] ?? 0) << 24) >> 24 : zigzag({ bytes, at: span.from })
    },
    bool: (id) => {
      const span = want(id, WIRE.true, WIRE.false)
      return span && span.type === WIRE.true
    },
    binary: (id) => {
      const span = want(id, WIRE.binary)
      return span && binary({ bytes, at: span.from })
    },
    struct: (id) => {
      const span = want(id, WIRE.struct)
      return span && thriftStruct(bytes, span.from)
    },
    list: (id) => {
      const span = want(id, WIRE.list)
      return span && thriftList(bytes, span.from)
    },
  }
}

function thriftList(bytes: Uint8Array, from: number): List {
  const cursor: Cursor = { bytes, at: from }
  const [type, size] = listHead(cursor)
  const start = cursor.at
  const of = (...types: number[]): Cursor => {
    if (size > 0 && !types.includes(type)) damaged(`a list in a header has elements of type ${type}`)
    return { bytes, at: start }
  }
  return {
    size,
    *structs() {
      const each = of(WIRE.struct)
      for (let i = 0; i < size; i++) {
        const found = thriftStruct(bytes, each.at)
        each.at = found.end
        yield found
      }
    },
    ints() {
      const each = of(WIRE.i16, WIRE.i32, WIRE.i64)
      return Array.from({ length: size }, () => zigzag(each))
    },
    binaries() {
      const each = of(WIRE.binary)
      return Array.from({ length: size }, () => binary(each))
    },
  }
}

function byte(cursor: Cursor): number {
  const value = cursor.bytes[cursor.at]
  if (value === undefined) damaged('a header runs past its end')
  cursor.at++
  return value
}

/** A varint as a number; what lies beyond 2^53 loses its low bits and is refused by `zigzag` and `length`. */
function varint(cursor: Cursor): number {
  let value = 0
  for (let i = 0; i < 10; i++) {
    const part = byte(cursor)
    value += (part & 127) * 128 ** i
    if (part < 128) return value
  }
  return damaged('a number in a header has no end')
}

function zigzag(cursor: Cursor): number {
  const value = varint(cursor)
  if (value > Number.MAX_SAFE_INTEGER) damaged('a number in a header is out of range')
  return value % 2 === 1 ? -(value + 1) / 2 : value / 2
}

/** A count or length that the bytes still hold: every element takes a byte at least. */
function length(cursor: Cursor): number {
  const value = varint(cursor)
  if (value > cursor.bytes.length - cursor.at) damaged(`a header claims ${value} bytes or elements and has fewer`)
  return value
}

function binary(cursor: Cursor): Uint8Array {
  const size = length(cursor)
  cursor.at += size
  return cursor.bytes.subarray(cursor.at - size, cursor.at)
}

function listHead(cursor: Cursor): [type: number, size: number] {
  const head = byte(cursor)
  const size = head >> 4
  if (size < 15 && size > cursor.bytes.length - cursor.at) damaged('a list in a header runs past its end')
  return [head & 15, size === 15 ? length(cursor) : size]
}

function skip(cursor: Cursor, type: number, depth: number): void {
  if (depth > DEPTH) damaged('a header is nested too deep')
  switch (type) {
    case WIRE.true:
    case WIRE.false:
      return
    case WIRE.byte:
      byte(cursor)
      return
    case WIRE.i16:
    case WIRE.i32:
    case WIRE.i64:
      varint(cursor)
      return
    case WIRE.double:
      if (cursor.at + 8 > cursor.bytes.length) damaged('a header runs past its end')
      cursor.at += 8
      return
    case WIRE.binary:
      binary(cursor)
      return
    case WIRE.list: {
      const [element, size] = listHead(cursor)
      const flag = element === WIRE.true || element === WIRE.false
      for (let i = 0; i < size; i++) skip(cursor, flag ? WIRE.byte : element, depth + 1)
      return
    }
    case WIRE.struct:
      for (let head = byte(cursor); head !== 0; head = byte(cursor)) {
        if (head >> 4 === 0) varint(cursor)
        skip(cursor, head & 15, depth + 1)
      }
      return
    default:
      damaged(`a header has a value of the unknown type ${type}`)
  }
}
