import { type Stored, WIRE } from './thrift.ts'

/** A whole number as `i32`, or as `i64` where the format asks for it. */
export function int(value: number, type: number = WIRE.i32): Stored {
  return { type, bytes: varint(value < 0 ? -value * 2 - 1 : value * 2) }
}

export function i64(value: number): Stored {
  return int(value, WIRE.i64)
}

export function bool(value: boolean): Stored {
  return { type: value ? WIRE.true : WIRE.false, bytes: new Uint8Array() }
}

export function binary(value: Uint8Array | string): Stored {
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value
  const out = behind(bytes.length, bytes.length)
  out.set(bytes, out.length - bytes.length)
  return { type: WIRE.binary, bytes: out }
}

/** A list; an empty one needs its type said, since strict readers look at it. */
export function list(type: number, values: readonly Stored[]): Stored {
  const few = values.length < 15
  let size = few ? 1 : 1 + widthOf(values.length)
  for (const { bytes } of values) size += bytes.length
  const out = new Uint8Array(size)
  out[0] = ((few ? values.length : 15) << 4) | type
  let at = few ? 1 : put(values.length, out, 1)
  for (const { bytes } of values) {
    out.set(bytes, at)
    at += bytes.length
  }
  return { type: WIRE.list, bytes: out }
}

/** A struct: fields by id in ascending order; those without a value are left out. */
export function struct(fields: readonly (readonly [id: number, value: Stored | undefined])[]): Stored {
  let size = 1
  let last = 0
  for (const [id, value] of fields) {
    if (!value) continue
    size += value.bytes.length + (id - last > 15 ? 1 + widthOf(id * 2) : 1)
    last = id
  }
  const out = new Uint8Array(size)
  let at = 0
  last = 0
  for (const [id, value] of fields) {
    if (!value) continue
    const step = id - last
    out[at++] = step > 15 ? value.type : (step << 4) | value.type
    if (step > 15) at = put(id * 2, out, at)
    out.set(value.bytes, at)
    at += value.bytes.length
    last = id
  }
  return { type: WIRE.struct, bytes: out }
}

/** Bytes of small numbers, which most are; nobody changes them. */
const small: Uint8Array[] = []

function varint(value: number): Uint8Array {
  if (value >= 128) return behind(value, 0)
  small[value] ??= behind(value, 0)
  return small[value]
}

/** A number in 7 bits a byte, lowest first, and so many bytes behind it. */
function behind(value: number, more: number): Uint8Array {
  const out = new Uint8Array(widthOf(value) + more)
  put(value, out, 0)
  return out
}

function put(value: number, out: Uint8Array, from: number): number {
  let [at, left] = [from, value]
  for (; left >= 128; left = Math.floor(left / 128)) out[at++] = (left % 128) | 128
  out[at++] = left
  return at
}

function widthOf(value: number): number {
  let width = 1
  for (let left = value; left >= 128; left = Math.floor(left / 128)) width++
  return width
}
