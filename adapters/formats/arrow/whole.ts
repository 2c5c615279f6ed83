import {
  type Data,
  type DataType,
  type Dictionary,
  type FixedSizeList,
  Type,
  type Union,
  UnionMode,
} from 'apache-arrow'
import type { ArrowBatch } from './batch.ts'
import { isZero } from './buffers.ts'
import { dataOf, emptyVector, isWide, offsetsIn, VIEW_BYTES, widthOf } from './layout.ts'
import { checkIndices, lastOffset } from './load.ts'
import { viewsFill } from './views.ts'

/** What has to change in a record batch of which all rows stay, for it to be copied. */
export interface Whole {
  /** Its dictionary columns with indices of their own, which `settle` may rewrite. */
  readonly encoded: readonly { readonly data: Data; readonly buffer: number }[]
  /** Buffers that are to be others than they are, in parts. */
  readonly changed: Map<number, readonly Uint8Array[]>
}

/** Says that a batch can't be copied: a buffer holds what no row shows. */
const LOOSE = new Error('a buffer holds what no row shows')
/** How many bits of a byte are set. */
const ONES = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length)

/**
 * Looks at a record batch by its bitmaps, offsets, views and indices, without its values: each buffer has to hold what
 * the rows show and nothing else. Undefined where that is not so, and the rows have to be gathered.
 * @throws ProvgateError `format` where an offset or index points nowhere
 */
export function wholeOf({ schema, block, dictionaries }: ArrowBatch): Whole | undefined {
  // Messages of the version before have to be written anew.
  if (block.unionBitmaps) return undefined
  const { buffers, nodes, variadics } = block
  const encoded: { data: Data; buffer: number }[] = []
  const changed = new Map<number, readonly Uint8Array[]>()
  const at = { node: 0, buffer: 0, variadic: 0 }

  /** A buffer of `size` bytes; what is behind them goes if it is more than zeros. */
  function sized(size: number): number {
    const index = at.buffer++
    const all = buffers.size(index)
    if (all < size) throw LOOSE
    if (all === size) return index
    const rope = buffers.rope(index)
    if (!rope.cut(size, all).every((part) => isZero(part))) changed.set(index, rope.cut(0, size))
    return index
  }
  /** Bits of rows; those behind the last row go. */
  function bits(length: number): Uint8Array {
    const index = sized((length + 7) >> 3)
    const bytes = buffers.get(index).subarray(0, (length + 7) >> 3)
    const last = bytes[length >> 3] ?? 0
    if (length % 8 === 0 || last >> (length & 7) === 0) return bytes
    const clean = bytes.slice()
    clean[length >> 3] = last & ((1 << (length & 7)) - 1)
    changed.set(index, [clean])
    return clean
  }
  function validity(length: number, nullCount: number): Uint8Array | undefined {
    if (nullCount < 0 || nullCount > length) throw LOOSE
    if (nullCount > 0) {
      const bytes = bits(length)
      if (length - ones(bytes) !== nullCount) throw LOOSE
      return bytes
    }
    const index = at.buffer++
    if (buffers.size(index) > 0) changed.set(index, [])
    return undefined
  }
  /** Values of a fixed width, which are zero under nulls. */
  function fixed(length: number, width: number, bitmap: Uint8Array | undefined): void {
    const index = sized(length * width)
    if (!bitmap) return
    let bytes = buffers.get(index).subarray(0, length * width)
    let clean: Uint8Array | undefined
    for (let row = 0; row < length; row++) {
      if (!isNull(bitmap, row)) continue
      for (let i = row * width; i < (row + 1) * width; i++) {
        if (bytes[i] === 0) continue
        if (!clean) {
          clean = bytes.slice()
          bytes = clean
          changed.set(index, [clean])
        }
        bytes[i] = 0
      }
    }
  }
  /** Offsets begin at 0 and show nothing under nulls; gives where they end. */
  function offsets(type: DataType, length: number, bitmap: Uint8Array | undefined): number {
    const width = isWide(type) ? 8 : 4
    if (length === 0 && buffers.size(at.buffer) === 0) {
      at.buffer++
      return 0
    }
    const found = offsetsIn(type, buffers.get(sized((length + 1) * width)), length)
    const last = lastOffset(found, length)
    if (found[0] !== 0) throw LOOSE
    if (bitmap)
      for (let row = 0; row < length; row++) if (isNull(bitmap, row) && found[row] !== found[row + 1]) throw LOOSE
    return last
  }

  function walk(type: DataType, wanted: number): void {
    const length = nodes[2 * at.node]!
    const nullCount = nodes[2 * at.node++ + 1]!
    if (length !== wanted) throw LOOSE
    if (type.typeId === Type.Null) return
    if (type.typeId === Type.Union) {
      union(type as Union, length)
      return
    }
    const bitmap = validity(length, nullCount)
    switch (type.typeId) {
      case Type.Bool: {
        const index = at.buffer
        const values = bits(length)
        if (bitmap?.some((byte, i) => (values[i]! & ~byte) !== 0))
          changed.set(index, [values.map((byte, i) => byte & bitmap[i]!)])
        return
      }
      case Type.Utf8:
      case Type.LargeUtf8:
      case Type.Binary:
      case Type.LargeBinary:
        sized(offsets(type, length, bitmap))
        return
      case Type.Utf8View:
      case Type.BinaryView: {
        const views = buffers.get(sized(length * VIEW_BYTES)).subarray(0, length * VIEW_BYTES)
        const sizes = Array.from({ length: variadics[at.variadic++]! }, () => buffers.size(at.buffer++))
        if (!viewsFill(views, (row) => bitmap !== undefined && isNull(bitmap, row), sizes)) throw LOOSE
        return
      }
      case Type.List:
      case Type.LargeList:
      case Type.Map:
        walk(type.children[0]!.type, offsets(type, length, bitmap))
        return
      case Type.FixedSizeList:
        if (bitmap) throw LOOSE
        walk(type.children[0]!.type, length * (type as FixedSizeList).listSize)
        return
      case Type.Struct:
        // What its members hold under a null is for nobody to see.
        if (bitmap) throw LOOSE
        for (const field of type.children) walk(field.type, length)
        return
      case Type.Dictionary:
        indices(type as Dictionary, length, bitmap)
        return
      default: {
        const width = widthOf(type)
        if (width === 0 && type.typeId !== Type.FixedSizeBinary) throw LOOSE
        fixed(length, width, bitmap)
      }
    }
  }
  function indices(type: Dictionary, length: number, bitmap: Uint8Array | undefined): void {
    const size = length * widthOf(type)
    const buffer = sized(size)
    const copy = buffers.get(buffer).slice(0, size)
    const dictionary = dictionaries.get(type.id) ?? emptyVector(type)
    const data = dataOf({ type, length, nullCount: bitmap ? -1 : 0, nullBitmap: bitmap, data: copy, dictionary })
    const values = data.values as unknown as Int32Array | BigInt64Array
    const zero = (values instanceof BigInt64Array || values instanceof BigUint64Array ? 0n : 0) as never
    // The index under a null may be any, also one that the dictionary of the output will not have.
    if (bitmap) for (let row = 0; row < length; row++) if (isNull(bitmap, row)) values[row] = zero
    checkIndices(data, dictionary.length)
    encoded.push({ data, buffer })
  }
  function union(type: Union, length: number): void {
    // The other children of a sparse one hold values that nobody sees.
    if (type.mode === UnionMode.Sparse) throw LOOSE
    const ids = buffers.get(sized(length))
    const slots = new Int32Array(buffers.get(sized(length * 4)).slice(0, length * 4).buffer)
    const used = type.children.map(() => 0)
    // In order, so that each value belongs to one row.
    for (let row = 0; row < length; row++) {
      const child = type.typeIdToChildIndex[ids[row]!]
      if (child === undefined || slots[row] !== used[child]) throw LOOSE
      used[child]!++
    }
    for (const [child, field] of type.children.entries()) walk(field.type, used[child]!)
  }

  try {
    for (const field of schema.fields) walk(field.type as DataType, block.length)
    return { encoded, changed }
  } catch (error) {
    if (error === LOOSE) return undefined
    throw error
  }
}

const isNull = (bitmap: Uint8Array, row: number) => ((bitmap[row >> 3]! >> (row & 7)) & 1) === 0

function ones(bytes: Uint8Array): number {
  let count = 0
  for (let i = 0; i < bytes.length; i++) count += ONES[bytes[i]!]!
  return count
}
