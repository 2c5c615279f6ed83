import { type Data, type DataType, type FixedSizeList, Type } from 'apache-arrow'
import { byteIds } from './byte-ids.ts'
import { bytesOf, isView, nullsOf, offsetsOf, widthOf } from './layout.ts'
import { reader } from './value.ts'

/** A column by numbers below `size`, one for each row; equal numbers mean equal values. */
export interface Ids {
  readonly ids: Uint32Array
  readonly size: number
}

/**
 * Numbers by what the buffers hold, so that no value is read; undefined for types whose values have to be read. Values
 * that are equal may have several numbers, which costs a look-up and nothing else.
 */
export function idsOf(data: Data): Ids | undefined {
  const { type, length } = data
  const isNull = nullsOf(data)
  switch (type.typeId) {
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Binary:
    case Type.LargeBinary: {
      const offsets = offsetsOf(data)
      if (offsets.length < length + 1) return undefined
      return byteIds(
        bytesOf(data.values),
        length,
        isNull,
        (row) => offsets[row]!,
        (row) => offsets[row + 1]!,
      )
    }
    case Type.Struct:
      return data.children.reduce<Ids | undefined>(
        (ids, child) => {
          const own = child.length < length ? undefined : idsOf(child)
          return ids && own && paired(ids, own)
        },
        nullIds(length, isNull),
      )
    case Type.List:
    case Type.LargeList:
    case Type.Map: {
      const offsets = offsetsOf(data)
      if (offsets.length < length + 1) return undefined
      return listIds(
        data,
        isNull,
        (row) => offsets[row]!,
        (row) => offsets[row + 1]!,
      )
    }
    case Type.FixedSizeList: {
      const size = (type as FixedSizeList).listSize
      return listIds(
        data,
        isNull,
        (row) => row * size,
        (row) => (row + 1) * size,
      )
    }
    case Type.Dictionary:
      return indexIds(data, isNull)
    default:
      return fixedIds(data, isNull)
  }
}

function fixedIds(data: Data, isNull: IsNull | undefined): Ids | undefined {
  const width = isView(data.type as DataType) ? 0 : widthOf(data.type as DataType)
  const bytes = bytesOf(data.values)
  if (width === 0 || bytes.length < data.length * width) return undefined
  return byteIds(
    bytes,
    data.length,
    isNull,
    (row) => row * width,
    (row) => (row + 1) * width,
  )
}

type IsNull = (row: number) => boolean

function nullIds(length: number, isNull: IsNull | undefined): Ids {
  const ids = new Uint32Array(length)
  if (isNull) for (let row = 0; row < length; row++) if (isNull(row)) ids[row] = 1
  return { ids, size: 2 }
}

/** 0 for null, else the entry of the dictionary and 1; undefined where an index is out of range. */
export function indexIds(data: Data, isNull: IsNull | undefined): Ids | undefined {
  const values = data.values as unknown as ArrayLike<number | bigint>
  const size = (data.dictionary?.length ?? 0) + 1
  const ids = new Uint32Array(data.length)
  for (let row = 0; row < data.length; row++) {
    if (isNull?.(row)) continue
    const id = Number(values[row]) + 1
    // Whoever reads the value says what is wrong with it.
    if (!(id > 0 && id < size)) return undefined
    ids[row] = id
  }
  return { ids, size }
}

/** Most pairs for which a table is made. */
const TABLE = 1 << 16

/** Numbers for the pairs of two columns; undefined where there are too many. */
export function paired(left: Ids, right: Ids): Ids | undefined {
  const pairs = left.size * right.size
  if (!Number.isSafeInteger(pairs)) return undefined
  const rows = left.ids.length
  const ids = new Uint32Array(rows)
  const table = pairs <= TABLE ? new Uint32Array(pairs) : undefined
  const known = new Map<number, number>()
  let size = 0
  for (let row = 0; row < rows; row++) {
    const pair = left.ids[row]! * right.size + right.ids[row]!
    let id = table ? table[pair]! : (known.get(pair) ?? 0)
    if (id === 0) {
      id = ++size
      if (table) table[pair] = id
      else known.set(pair, id)
    }
    ids[row] = id - 1
  }
  return { ids, size }
}

/** Lists by their items, one after the other. */
function listIds(
  data: Data,
  isNull: IsNull | undefined,
  start: (row: number) => number,
  end: (row: number) => number,
): Ids | undefined {
  const child = data.children[0]!
  const items = idsOf(child)
  if (!items || !Number.isSafeInteger((child.length + 2) * (items.size + 1))) return undefined
  const ids = new Uint32Array(data.length)
  const known = new Map<number, number>()
  // 0 is null, 1 the empty list.
  let size = 2
  for (let row = 0; row < data.length; row++) {
    if (isNull?.(row)) continue
    if (end(row) > child.length) return undefined
    let id = 1
    for (let i = start(row); i < end(row); i++) {
      const step = id * items.size + items.ids[i]!
      let next = known.get(step)
      if (next === undefined) {
        next = size++
        known.set(step, next)
      }
      id = next
    }
    ids[row] = id
  }
  return { ids, size }
}

/** The values that numbers stand for, each read once, when it is asked for. */
export function cellsBy({ ids, size }: Ids, data: Data): (id: number) => unknown {
  const read = reader(data)
  const first = new Int32Array(size).fill(-1)
  for (let row = ids.length - 1; row >= 0; row--) first[ids[row]!] = row
  const cells = new Array<unknown>(size)
  return (id) => (cells[id] ??= read(first[id]!))
}
