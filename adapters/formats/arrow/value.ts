import type {
  Date_,
  Decimal,
  FixedSizeBinary,
  FixedSizeList,
  Float,
  Map_,
  Struct,
  Timestamp,
  Union,
} from 'apache-arrow'
import { type Data, type DataType, DateUnit, Precision, Type, UnionMode, util } from 'apache-arrow'
import type { ReadCode } from '../../../src/index.ts'
import { decimal } from '../decimal.ts'
import { bytesOf, nullsOf, offsetsOf, VIEW_BYTES } from './layout.ts'

/** A value that can't be read, apart from all values that can. */
export class Unreadable {
  readonly code: ReadCode
  constructor(code: ReadCode) {
    this.code = code
  }
}

/** Reads one row as a JSON-like value: undefined for null, `Unreadable` where there is no such value. */
export type ReadValue = (row: number) => unknown

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const unreadable = new Unreadable('unreadable-value')
const DAY = 86_400n
/** Units a second, by `TimeUnit`. */
const UNITS = [1n, 1_000n, 1_000_000n, 1_000_000_000n]

/**
 * A reader of the rows of `data`. Integers are numbers where they fit, else decimal text; dates and timestamps are the
 * day in UTC; text and bytes are text, if they are UTF-8; lists keep their nulls, structs and maps leave them out.
 */
export function reader(data: Data): ReadValue {
  const isNull = nullsOf(data)
  const read = present(data)
  return isNull ? (row) => (isNull(row) ? undefined : read(row)) : read
}

function present(data: Data): ReadValue {
  const { type } = data
  const values = data.values as unknown as ArrayLike<number | bigint>
  // A library that gives too few values must not make them look like nulls.
  const scalar =
    (convert: (value: number | bigint) => unknown): ReadValue =>
    (row) =>
      row < values.length ? convert(values[row]!) : unreadable
  switch (type.typeId) {
    case Type.Bool: {
      const bytes = bytesOf(data.values)
      return (row) => bit(bytes, data.offset + row)
    }
    case Type.Int:
      return scalar(integer)
    case Type.Float: {
      const half = (type as unknown as Float).precision === Precision.HALF
      return scalar((value) => finite(half ? util.uint16ToFloat64(Number(value)) : Number(value)))
    }
    case Type.Date: {
      const perDay = (type as unknown as Date_).unit === DateUnit.DAY ? 1n : 86_400_000n
      return scalar((value) => day(BigInt(value), perDay))
    }
    case Type.Timestamp: {
      const perDay = DAY * UNITS[(type as unknown as Timestamp).unit]!
      return scalar((value) => day(BigInt(value), perDay))
    }
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Binary:
    case Type.LargeBinary: {
      const offsets = offsetsOf(data)
      const bytes = bytesOf(data.values)
      const read = decoder(type)
      return (row) => (row + 1 < offsets.length ? read(bytes.subarray(offsets[row]!, offsets[row + 1]!)) : unreadable)
    }
    case Type.FixedSizeBinary:
      return fixed(data, (type as unknown as FixedSizeBinary).byteWidth, decoder(type))
    case Type.Decimal: {
      const { scale, bitWidth } = type as unknown as Decimal
      return fixed(data, bitWidth / 8, (bytes) => decimal(littleEndian(bytes), scale) ?? unreadable)
    }
    case Type.Utf8View:
    case Type.BinaryView: {
      const read = decoder(type)
      return (row) => read(viewed(data, row))
    }
    case Type.List:
    case Type.LargeList: {
      const offsets = offsetsOf(data)
      const item = reader(data.children[0]!)
      return (row) => (row + 1 < offsets.length ? list(item, offsets[row]!, offsets[row + 1]!) : unreadable)
    }
    case Type.FixedSizeList: {
      const size = (type as unknown as FixedSizeList).listSize
      const item = reader(data.children[0]!)
      return (row) => list(item, row * size, (row + 1) * size)
    }
    case Type.Struct: {
      const names = (type as unknown as Struct).children.map(({ name }) => name)
      const members = data.children.map(reader)
      return (row) => object(members.map((member, index) => [names[index]!, member(row)]))
    }
    case Type.Map: {
      const offsets = offsetsOf(data)
      const [key, value] = data.children[0]!.children.map(reader)
      if (!isText((type as unknown as Map_).keyType.typeId)) return () => unreadable
      return (row) => {
        const size = offsets[row + 1]! - offsets[row]!
        return object(Array.from({ length: size }, (_, i) => [key!(offsets[row]! + i), value!(offsets[row]! + i)]))
      }
    }
    case Type.Union: {
      const { mode, typeIdToChildIndex } = type as unknown as Union
      const ids = data.typeIds as unknown as Int8Array
      const members = data.children.map(reader)
      const slot = mode === UnionMode.Dense ? data.valueOffsets : undefined
      return (row) => members[typeIdToChildIndex[ids[row]!]!]!(Number(slot?.[row] ?? row))
    }
    case Type.Dictionary: {
      const chunks = data.dictionary?.data.map((chunk) => ({ length: chunk.length, read: reader(chunk) })) ?? []
      return (row) => {
        let entry = Number(values[row]!)
        for (const chunk of chunks) {
          if (entry < chunk.length) return entry < 0 ? unreadable : chunk.read(entry)
          entry -= chunk.length
        }
        return unreadable
      }
    }
    default:
      return () => unreadable
  }
}

const bit = (bytes: Uint8Array, at: number) =>
  at >> 3 < bytes.length ? ((bytes[at >> 3]! >> (at & 7)) & 1) === 1 : unreadable

const isText = (id: Type) => id === Type.Utf8 || id === Type.LargeUtf8 || id === Type.Utf8View

function integer(value: number | bigint): number | string {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : String(value)
}

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n
  for (let i = bytes.length - 1; i >= 0; i--) value = value * 256n + BigInt(bytes[i]!)
  return BigInt.asIntN(bytes.length * 8, value)
}

/** JSON has neither infinities nor NaN, and no negative zero that anything tells apart. */
const finite = (value: number) => (Number.isFinite(value) ? value + 0 : unreadable)

function day(value: bigint, perDay: bigint): unknown {
  const days = (value - (((value % perDay) + perDay) % perDay)) / perDay
  const date = new Date(Number(days) * 86_400_000)
  const year = date.getUTCFullYear()
  return year >= 0 && year <= 9999 ? date.toISOString().slice(0, 10) : unreadable
}

/** Reads text, and bytes where they are text. */
function decoder(type: DataType): (bytes: Uint8Array | undefined) => unknown {
  const wrong = isText(type.typeId) ? new Unreadable('invalid-utf8') : unreadable
  return (bytes) => {
    if (!bytes) return unreadable
    try {
      return utf8.decode(bytes)
    } catch {
      return wrong
    }
  }
}

function fixed(data: Data, width: number, read: (bytes: Uint8Array) => unknown): ReadValue {
  const bytes = bytesOf(data.values)
  return (row) => (bytes.length < (row + 1) * width ? unreadable : read(bytes.subarray(row * width, (row + 1) * width)))
}

function viewed(data: Data, row: number): Uint8Array | undefined {
  const bytes = bytesOf(data.values)
  const at = row * VIEW_BYTES
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, VIEW_BYTES)
  const length = view.getInt32(0, true)
  if (length <= 12) return bytes.subarray(at + 4, at + 4 + length)
  const offset = view.getInt32(12, true)
  return data.variadicBuffers[view.getInt32(8, true)]?.subarray(offset, offset + length)
}

function list(item: ReadValue, from: number, to: number): unknown {
  const items = Array.from({ length: to - from }, (_, index) => item(from + index) ?? null)
  return items.find((value) => value instanceof Unreadable) ?? items
}

function object(members: readonly (readonly [unknown, unknown])[]): unknown {
  const failed = members.flat().find((value) => value instanceof Unreadable)
  if (failed) return failed
  if (new Set(members.map(([name]) => name)).size < members.length) return new Unreadable('duplicate-key')
  return Object.fromEntries(members.filter(([, value]) => value !== undefined))
}
