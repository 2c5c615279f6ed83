import { concat } from '../bytes.ts'
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
  return { type: WIRE.binary, bytes: concat([varint(bytes.length), bytes]) }
}

/** A list; an empty one needs its type said, since strict readers look at it. */
export function list(type: number, values: readonly Stored[]): Stored {
  const head = values.length < 15 ? [(values.length << 4) | type] : [0xf0 | type, ...varint(values.length)]
  return { type: WIRE.list, bytes: concat([Uint8Array.from(head), ...values.map((value) => value.bytes)]) }
}

/** A struct: fields by id in ascending order; those without a value are left out. */
export function struct(fields: readonly (readonly [id: number, value: Stored | undefined])[]): Stored {
  const parts: Uint8Array[] = []
  let last = 0
  for (const [id, value] of fields) {
    if (!value) continue
    const step = id - last
    parts.push(step > 15 ? Uint8Array.of(value.type, ...varint(id * 2)) : Uint8Array.of((step << 4) | value.type))
    parts.push(value.bytes)
    last = id
  }
  return { type: WIRE.struct, bytes: concat([...parts, new Uint8Array(1)]) }
}

function varint(value: number): Uint8Array {
  const out: number[] = []
  for (; value >= 128; value = Math.floor(value / 128)) out.push((value % 128) | 128)
  out.push(value)
  return Uint8Array.from(out)
}
