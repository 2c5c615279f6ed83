import type { Dictionary, FixedSizeBinary } from 'apache-arrow'
import { type Data, type DataType, DateUnit, makeData, Type, Vector } from 'apache-arrow'

/** What `makeData` takes, without the type parameters: types are known at run time only. */
export interface Parts {
  readonly type: DataType
  readonly length: number
  readonly nullCount?: number
  readonly nullBitmap?: Uint8Array | undefined
  readonly data?: ArrayBufferView
  readonly valueOffsets?: ArrayBufferView
  readonly typeIds?: Int8Array
  readonly views?: Uint8Array
  readonly variadicBuffers?: readonly Uint8Array[]
  readonly child?: Data
  readonly children?: Data[]
  readonly dictionary?: Vector | undefined
}
export const dataOf = (parts: Parts): Data => makeData(parts as never) as Data

/** No rows of a type, complete down to the leaves. */
export function emptyData(type: DataType): Data {
  const children = (type.children ?? []).map((field) => emptyData(field.type))
  const valueOffsets = isWide(type) ? new BigInt64Array(1) : new Int32Array(1)
  const base = { type, length: 0, nullCount: 0, valueOffsets, data: new Uint8Array(0), views: new Uint8Array(0) }
  if (type.typeId === Type.Dictionary) {
    return dataOf({ ...base, dictionary: emptyVector(type as Dictionary) })
  }
  const child = children[0]
  return dataOf({ ...base, typeIds: new Int8Array(0), children, ...(child === undefined ? {} : { child }) })
}

/** A dictionary without entries. */
export const emptyVector = (type: Dictionary): Vector => new Vector([emptyData(type.dictionary)])

/** Bytes of one value of a type of fixed width; 0 for the others. Bits and views are not of fixed width here. */
export function widthOf(type: DataType): number {
  const { bitWidth, unit, precision } = type as unknown as { bitWidth: number; unit: number; precision: number }
  switch (type.typeId) {
    case Type.Int:
    case Type.Time:
    case Type.Decimal:
      return bitWidth / 8
    case Type.Float:
      return 2 << precision
    case Type.Date:
      return unit === DateUnit.DAY ? 4 : 8
    case Type.Timestamp:
    case Type.Duration:
      return 8
    case Type.Interval:
      return 4 << unit
    case Type.FixedSizeBinary:
      return (type as FixedSizeBinary).byteWidth
    case Type.Dictionary:
      return (type as Dictionary).indices.bitWidth / 8
    default:
      return 0
  }
}

export const VIEW_BYTES = 16
export const isView = (type: DataType): boolean => type.typeId === Type.Utf8View || type.typeId === Type.BinaryView
export const isWide = (type: DataType): boolean =>
  type.typeId === Type.LargeUtf8 || type.typeId === Type.LargeBinary || type.typeId === Type.LargeList

export const bytesOf = (view: ArrayBufferView | undefined): Uint8Array =>
  view === undefined ? new Uint8Array(0) : new Uint8Array(view.buffer, view.byteOffset, view.byteLength)

/** Offsets as numbers; 64-bit ones are exact up to 2^53. */
export function offsetsOf(data: Data): Int32Array | Float64Array {
  const raw = data.valueOffsets as unknown as Int32Array | BigInt64Array | undefined
  if (raw === undefined || raw.length === 0) return new Int32Array(1)
  return raw instanceof Int32Array ? raw : wideOffsets(raw)
}

function wideOffsets(raw: BigInt64Array): Float64Array {
  const halves = new Int32Array(raw.buffer, raw.byteOffset, raw.length * 2)
  const offsets = new Float64Array(raw.length)
  for (let i = 0; i < offsets.length; i++) offsets[i] = halves[2 * i + 1]! * 2 ** 32 + (halves[2 * i]! >>> 0)
  return offsets
}

/** The offsets of `length` rows in the buffer of a column, which starts where typed arrays may. */
export const offsetsIn = (type: DataType, bytes: Uint8Array, length: number): Int32Array | Float64Array =>
  isWide(type)
    ? wideOffsets(new BigInt64Array(bytes.buffer, bytes.byteOffset, length + 1))
    : new Int32Array(bytes.buffer, bytes.byteOffset, length + 1)

/** The other way: offsets in the width of the type. */
export function packOffsets(type: DataType, offsets: Float64Array): ArrayBufferView {
  if (!isWide(type)) return new Int32Array(offsets)
  const halves = new Int32Array(offsets.length * 2)
  for (let i = 0; i < offsets.length; i++) {
    halves[2 * i] = offsets[i]! | 0
    halves[2 * i + 1] = offsets[i]! / 2 ** 32
  }
  return new BigInt64Array(halves.buffer)
}

/** The bitmap of a column that has nulls of its own. */
export function nullBitmapOf(data: Data): Uint8Array | undefined {
  const bitmap = data.nullBitmap
  if (data.typeId === Type.Union || !bitmap || bitmap.length === 0 || data.nullCount === 0) return undefined
  return bitmap
}

/** Test of each row for null; undefined where none is. Unions have no nulls of their own. */
export function nullsOf(data: Data): ((row: number) => boolean) | undefined {
  if (data.typeId === Type.Null) return () => true
  const bitmap = nullBitmapOf(data)
  if (!bitmap) return undefined
  const { offset } = data
  return (row) => ((bitmap[(offset + row) >> 3]! >> ((offset + row) & 7)) & 1) === 0
}
