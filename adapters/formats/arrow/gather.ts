import { type Data, type DataType, type FixedSizeList, Type, type Union, UnionMode } from 'apache-arrow'
import { fresh, type Room } from '../arena.ts'
import { fault } from './fault.ts'
import { bytesOf, dataOf, isWide, nullBitmapOf, offsetsOf, packOffsets, widthOf } from './layout.ts'
import type { Piece } from './pieces.ts'
import type { Rope } from './rope.ts'
import { bitmapOf, copyBits, eachRun, type Runs, runList, withoutNulls } from './runs.ts'
import { gatherText } from './text.ts'
import { gatherViews } from './views.ts'

/** What gathering a batch has in common. */
export interface Gathering {
  /** Dictionary columns that were gathered, for `settle`. */
  readonly encoded: Data[]
  /** Whether buffers that need no change are shared: only if no row of the batch is dropped, as memory is. */
  readonly share: boolean
  /** Memory for what is gathered; default: memory of its own. */
  readonly room?: Room | undefined
  /** The bytes of texts that their columns do not have, and the same of what is gathered. */
  readonly apart?: { readonly texts: ReadonlyMap<Data, Rope>; readonly parts: Map<Data, Piece> } | undefined
}

/**
 * The rows of `data` that `runs` names, in buffers that hold nothing else: offsets start at 0, values under nulls are
 * zero, children end where their parents end. Dictionary columns keep their indices and their dictionary until
 * `settle` gives them new ones.
 */
export function gather(data: Data, runs: Runs, into: Gathering): Data {
  const { type } = data
  if (type.typeId === Type.Null) return dataOf({ type, length: runs.total })
  if (type.typeId === Type.Union) return gatherUnion(data, runs, into)
  const live = withoutNulls(runs, nullBitmapOf(data), data.offset)
  const bitmap = bitmapOf(live)
  const base = { type, length: runs.total, nullCount: bitmap?.nulls ?? 0, nullBitmap: bitmap?.bits }
  switch (type.typeId) {
    case Type.Bool:
      return dataOf({ ...base, data: gatherBits(data, live) })
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Binary:
    case Type.LargeBinary: {
      const { valueOffsets, ranges } = gatherOffsets(data, live, into.share)
      if (!into.apart)
        return dataOf({ ...base, valueOffsets, data: gatherFixed(bytesOf(data.values), 1, ranges, into) })
      const text = into.apart.texts.get(data)
      if (!text) throw new TypeError('a text has no bytes')
      const gathered = dataOf({ ...base, valueOffsets, data: new Uint8Array(0) })
      into.apart.parts.set(gathered, gatherText(text, ranges, into.room))
      return gathered
    }
    case Type.Utf8View:
    case Type.BinaryView:
      return dataOf({ ...base, ...gatherViews(data, live) })
    case Type.List:
    case Type.LargeList:
    case Type.Map: {
      const { valueOffsets, ranges } = gatherOffsets(data, live, into.share)
      return dataOf({ ...base, valueOffsets, child: gather(data.children[0]!, ranges, into) })
    }
    case Type.FixedSizeList: {
      const child = gather(data.children[0]!, stretched(live, (type as FixedSizeList).listSize), into)
      return dataOf({ ...base, child })
    }
    case Type.Struct:
      return dataOf({ ...base, children: data.children.map((child) => gather(child, live, into)) })
    case Type.Dictionary: {
      // Always a copy: `settle` rewrites the indices in place.
      const indices = gatherFixed(bytesOf(data.values), widthOf(type), live, { room: into.room, share: false })
      const gathered = dataOf({ ...base, data: indices, dictionary: data.dictionary })
      into.encoded.push(gathered)
      return gathered
    }
    default: {
      const width = widthOf(type)
      if (width === 0 && type.typeId !== Type.FixedSizeBinary) throw unknown(type)
      return dataOf({ ...base, data: gatherFixed(bytesOf(data.values), width, live, into) })
    }
  }
}

const unknown = (type: DataType) => fault('unsupported', `has a column of a type that can't be copied: ${type}`)

/** Runs from which on the system's copy pays. */
const SHORT = 64

function gatherFixed(
  from: Uint8Array,
  width: number,
  { pairs, total }: Runs,
  { share, room = fresh }: Pick<Gathering, 'share' | 'room'>,
): Uint8Array {
  if (share && pairs.length === 2 && pairs[0]! >= 0)
    return from.subarray(pairs[0]! * width, (pairs[0]! + pairs[1]!) * width)
  const bytes = room(total * width)
  let to = 0
  for (let pair = 0; pair < pairs.length; pair += 2) {
    const at = pairs[pair]! * width
    const size = pairs[pair + 1]! * width
    // What stood here before must not stay.
    if (at < 0) bytes.fill(0, to, to + size)
    else if (size > SHORT) bytes.set(from.subarray(at, at + size), to)
    else for (let i = 0; i < size; i++) bytes[to + i] = from[at + i]!
    to += size
  }
  return bytes
}

function gatherBits(data: Data, runs: Runs): Uint8Array {
  const from = bytesOf(data.values)
  const bits = new Uint8Array((runs.total + 7) >> 3)
  eachRun(runs, (at, count, to) => {
    if (at >= 0) copyBits(from, data.offset + at, bits, to, count)
  })
  return bits
}

/** New offsets, and the ranges of the values that they cover. */
function gatherOffsets(data: Data, runs: Runs, share: boolean): { valueOffsets: ArrayBufferView; ranges: Runs } {
  const from = offsetsOf(data)
  if (share && runs.pairs.length === 2 && runs.pairs[0] === 0 && from[0] === 0 && data.valueOffsets) {
    const ranges = runList()
    ranges.push(0, from[runs.total]!)
    return { valueOffsets: data.valueOffsets.subarray(0, runs.total + 1), ranges }
  }
  const offsets = isWide(data.type) ? new Float64Array(runs.total + 1) : new Int32Array(runs.total + 1)
  const ranges = runList()
  let filled = 0
  eachRun(runs, (at, count, to) => {
    if (at < 0) offsets.fill(filled, to + 1, to + count + 1)
    else {
      const start = from[at]!
      for (let i = 1; i <= count; i++) offsets[to + i] = filled + from[at + i]! - start
      ranges.push(start, from[at + count]! - start)
      filled = offsets[to + count]!
    }
  })
  return { valueOffsets: offsets instanceof Int32Array ? offsets : packOffsets(data.type, offsets), ranges }
}

function stretched(runs: Runs, size: number): Runs {
  const ranges = runList()
  eachRun(runs, (at, count) => {
    ranges.push(at < 0 ? -1 : at * size, count * size)
  })
  return ranges
}

function gatherUnion(data: Data, runs: Runs, into: Gathering): Data {
  const type = data.type as Union
  const dense = type.mode === UnionMode.Dense
  const fromIds = data.typeIds as unknown as Int8Array
  const fromOffsets = offsetsOf(data)
  const typeIds = new Int8Array(runs.total)
  const valueOffsets = new Int32Array(dense ? runs.total : 0)
  const ranges = data.children.map(() => runList())
  // Several rows may share one value of a dense child; copying it for each could multiply it without bound.
  const taken = data.children.map((child) => (dense ? new Int32Array(child.length).fill(-1) : undefined))
  eachRun(runs, (at, count, to) => {
    for (let i = 0; i < count; i++) {
      const id = at < 0 ? type.typeIds[0]! : fromIds[at + i]!
      const own = at < 0 ? 0 : type.typeIdToChildIndex[id]!
      typeIds[to + i] = id
      if (!dense) {
        for (const [child, range] of ranges.entries()) range.push(child === own && at >= 0 ? at + i : -1, 1)
        continue
      }
      const range = ranges[own]!
      const slot = at < 0 ? -1 : fromOffsets[at + i]!
      const known = slot < 0 ? -1 : taken[own]![slot]!
      valueOffsets[to + i] = known < 0 ? range.total : known
      if (known >= 0) continue
      if (slot >= 0) taken[own]![slot] = range.total
      range.push(slot, 1)
    }
  })
  const children = data.children.map((child, index) => gather(child, ranges[index]!, into))
  const base = { type, length: runs.total, nullCount: 0, typeIds, children }
  return dataOf(dense ? { ...base, valueOffsets } : base)
}
