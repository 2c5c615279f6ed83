import type { Dictionary, FixedSizeList, Schema } from 'apache-arrow'
import { type Data, type DataType, RecordBatch, Struct, Type, type Union, UnionMode, type Vector } from 'apache-arrow'
import type { Span } from './change.ts'
import type { Block } from './envelope.ts'
import { fault } from './fault.ts'
import { dataOf, emptyVector, isWide, nullsOf, offsetsOf, VIEW_BYTES, widthOf } from './layout.ts'
import type { Rope } from './rope.ts'

const damaged = (says: string) => fault('format', `is damaged: ${says}`)

/** A record batch over the buffers of `block`, every length, offset and index of which was checked. */
export function loadBatch(schema: Schema, block: Block, dictionaries: ReadonlyMap<number, Vector>): RecordBatch {
  const types = schema.fields.map((field) => field.type as DataType)
  const children = loadColumns(types, block, dictionaries)
  const type = new Struct(schema.fields)
  const data = dataOf({ type, length: block.length, nullCount: 0, children })
  return new RecordBatch(schema, data as never, new Map(block.metadata))
}

/**
 * Columns of the types, each as long as the block. With `texts`, the bytes of text and binary columns stay where they
 * are, in `texts`, and the columns have none.
 */
export function loadColumns(
  types: DataType[],
  block: Block,
  dictionaries: ReadonlyMap<number, Vector>,
  texts?: Map<Data, Rope>,
): Data[] {
  const cursor = cursorOver(block, dictionaries, START, texts)
  const columns = types.map((type) => load(type, cursor))
  if (columns.some((column) => column.length !== block.length)) throw damaged('columns differ in length')
  // Inside of null parents writers leave indices of no meaning, so nested ones are checked where they are used.
  for (const column of columns) if (column.dictionary) checkIndices(column, column.dictionary.length)
  if (!cursor.done()) throw damaged('a record batch has buffers that belong to no column')
  return columns
}

/** The one column that stands at `span`, as long as the block. */
export function loadColumn(type: DataType, span: Span, block: Block, dictionaries: ReadonlyMap<number, Vector>): Data {
  const column = load(type, cursorOver(block, dictionaries, span))
  if (column.length !== block.length) throw damaged('columns differ in length')
  if (column.dictionary) checkIndices(column, column.dictionary.length)
  return column
}

interface Cursor {
  node(): { length: number; nullCount: number }
  /** The next buffer, cut to `size` bytes; shorter is damage unless nothing of it is needed. */
  buffer(size: number): Uint8Array
  whole(): Uint8Array
  variadics(): number
  done(): boolean
  readonly unionBitmaps: boolean
  readonly dictionaries: ReadonlyMap<number, Vector>
  /** Where the next buffer goes if it is that of a text. */
  readonly texts: Map<Data, Rope> | undefined
  rope(): Rope
}

const START = { node: 0, buffer: 0, variadic: 0 }

function cursorOver(
  block: Block,
  dictionaries: ReadonlyMap<number, Vector>,
  start: Omit<Span, 'nodes' | 'buffers' | 'variadics'> = START,
  texts?: Map<Data, Rope>,
): Cursor {
  let node = 2 * start.node
  let { buffer, variadic } = start
  const whole = () => (buffer < block.buffers.count ? block.buffers.get(buffer++) : missing())
  const missing = (): never => {
    throw damaged('a record batch lacks buffers')
  }
  return {
    dictionaries,
    unionBitmaps: block.unionBitmaps,
    texts,
    whole,
    rope: () => (buffer < block.buffers.count ? block.buffers.rope(buffer++) : missing()),
    node() {
      const length = block.nodes[node++] ?? missing()
      const nullCount = block.nodes[node++] ?? missing()
      if (length < 0) throw damaged('a column has a negative length')
      // Every row costs at least a code; columns without buffers could claim any number of them.
      if (length > block.rowLimit) throw fault('limit', `has more rows in one record batch than fit ${block.rowLimit}`)
      return { length, nullCount }
    },
    buffer(size) {
      const bytes = whole()
      if (bytes.length < size) throw damaged('a buffer is shorter than its column')
      return bytes.subarray(0, size)
    },
    variadics: () => block.variadics[variadic++] ?? missing(),
    done: () => node === block.nodes.length && buffer === block.buffers.count && variadic === block.variadics.length,
  }
}

function load(type: DataType, cursor: Cursor): Data {
  const { length, nullCount } = cursor.node()
  // All of it is null, whatever is counted: arrow-js counts those of a slice wrong.
  if (type.typeId === Type.Null) return dataOf({ type, length })
  if (nullCount < 0 || nullCount > length) throw damaged('a column counts an impossible number of nulls')
  if (type.typeId === Type.Union) return loadUnion(type as Union, length, nullCount, cursor)
  const validity = cursor.buffer(nullCount > 0 ? (length + 7) >> 3 : 0)
  const bitmap = nullCount > 0 ? validity : undefined
  const base = { type, length, nullCount: bitmap ? -1 : 0, nullBitmap: bitmap }
  switch (type.typeId) {
    case Type.Bool:
      return dataOf({ ...base, data: cursor.buffer((length + 7) >> 3) })
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Binary:
    case Type.LargeBinary: {
      const valueOffsets = offsetBuffer(type, length, cursor)
      if (!cursor.texts)
        return checkOffsets(dataOf({ ...base, valueOffsets, data: cursor.whole() }), (data) => data.values.byteLength)
      const rope = cursor.rope()
      const data = checkOffsets(dataOf({ ...base, valueOffsets, data: new Uint8Array(0) }), () => rope.size)
      cursor.texts.set(data, rope)
      return data
    }
    case Type.Utf8View:
    case Type.BinaryView: {
      const views = cursor.buffer(length * VIEW_BYTES)
      const variadicBuffers = Array.from({ length: cursor.variadics() }, () => cursor.whole())
      return checkViews(dataOf({ ...base, views, variadicBuffers }))
    }
    case Type.List:
    case Type.LargeList:
    case Type.Map: {
      const valueOffsets = offsetBuffer(type, length, cursor)
      const child = load(type.children[0]!.type, cursor)
      return checkOffsets(dataOf({ ...base, valueOffsets, child }), () => child.length)
    }
    case Type.FixedSizeList: {
      const child = load(type.children[0]!.type, cursor)
      if (child.length < length * (type as FixedSizeList).listSize) throw damaged('a list column is too short')
      return dataOf({ ...base, child })
    }
    case Type.Struct: {
      const children = type.children.map((field) => load(field.type, cursor))
      if (children.some((child) => child.length < length)) throw damaged('a struct column is too short')
      return dataOf({ ...base, children })
    }
    case Type.Dictionary: {
      const indices = cursor.buffer(length * widthOf(type))
      const { id } = type as Dictionary
      const dictionary = cursor.dictionaries.get(id) ?? emptyVector(type as Dictionary)
      return dataOf({ ...base, data: indices, dictionary })
    }
    default: {
      const width = widthOf(type)
      if (width === 0 && type.typeId !== Type.FixedSizeBinary)
        throw fault('unsupported', `has a column of type ${type}`)
      return dataOf({ ...base, data: cursor.buffer(length * width) })
    }
  }
}

/** Offsets of a column; a column without rows may come without the one offset that it should have. */
function offsetBuffer(type: DataType, length: number, cursor: Cursor): ArrayBufferView {
  const width = isWide(type) ? 8 : 4
  const bytes = cursor.whole()
  if (length === 0 && bytes.length === 0) return new Uint8Array(width)
  if (bytes.length < (length + 1) * width) throw damaged('a buffer is shorter than its column')
  return bytes.subarray(0, (length + 1) * width)
}

function checkOffsets(data: Data, end: (data: Data) => number): Data {
  if (lastOffset(offsetsOf(data), data.length) > end(data)) throw damaged('an offset points behind the data')
  return data
}

/** Where offsets end that go forward, as they have to. */
export function lastOffset(offsets: Int32Array | Float64Array, length: number): number {
  let last = offsets[0]!
  if (last < 0) throw damaged('an offset is negative')
  for (let i = 1; i <= length; i++) {
    const next = offsets[i]!
    if (next < last) throw damaged('offsets go backward')
    last = next
  }
  return last
}

function checkViews(data: Data): Data {
  const views = data.values as unknown as Uint8Array
  const view = new DataView(views.buffer, views.byteOffset, views.byteLength)
  const isNull = nullsOf(data)
  for (let row = 0, at = 0; row < data.length; row++, at += VIEW_BYTES) {
    if (isNull?.(row)) continue
    const size = view.getInt32(at, true)
    if (size < 0) throw damaged('a view has a negative length')
    if (size <= 12) continue
    const buffer = data.variadicBuffers[view.getInt32(at + 8, true)]
    const offset = view.getInt32(at + 12, true)
    if (!buffer || offset < 0 || offset + size > buffer.length) throw damaged('a view points behind the data')
  }
  return data
}

/** Holds the indices of rows that are not null against the number of entries. */
export function checkIndices(data: Data, entries: number): void {
  const indices = data.values as unknown as ArrayLike<number | bigint>
  const isNull = nullsOf(data)
  for (let row = 0; row < data.length; row++) {
    const index = indices[row]!
    if (!(index >= 0 && index < entries) && !isNull?.(row)) throw damaged('a dictionary index is out of range')
  }
}

function loadUnion(type: Union, length: number, nullCount: number, cursor: Cursor): Data {
  if (cursor.unionBitmaps) {
    if (nullCount > 0) throw fault('unsupported', 'has a union with nulls of its own, as Arrow had them before 1.0')
    cursor.whole()
  }
  const dense = type.mode === UnionMode.Dense
  const idBytes = cursor.buffer(length)
  const typeIds = new Int8Array(idBytes.buffer, idBytes.byteOffset, length)
  const offsetBytes = dense ? cursor.buffer(length * 4) : undefined
  const children = type.children.map((field) => load(field.type, cursor))
  const base = { type, length, nullCount: 0, typeIds, children }
  const data = dataOf(offsetBytes ? { ...base, valueOffsets: offsetBytes } : base)
  const offsets = data.valueOffsets as unknown as Int32Array | undefined
  for (let row = 0; row < length; row++) {
    const child = children[type.typeIdToChildIndex[typeIds[row]!] ?? -1]
    const slot = offsets?.[row] ?? row
    if (!child || slot < 0 || slot >= child.length) throw damaged('a union points to a value that is not there')
  }
  if (!dense && children.some((child) => child.length < length)) throw damaged('a union column is too short')
  return data
}
