import { type Data, Type, UnionMode } from 'apache-arrow'
import { VERSION_5 } from './envelope.ts'
import { keyValues } from './file.ts'
import { type FlatFields, flatBytes } from './flat-write.ts'
import { bytesOf, isView } from './layout.ts'
import { type Piece, partsOf, pieceOf } from './pieces.ts'

/** A message ready to be written: prefix and metadata, then the parts of its body, which is padded to 8 bytes. */
export interface Assembled {
  readonly head: Uint8Array
  readonly rows: number
  /** A part lasts until the next is asked for. */
  readonly parts: Iterable<Uint8Array>
  /** Bytes of the parts. */
  readonly body: number
}

export const padded = (size: number, to = 8): number => Math.ceil(size / to) * to

/** Kinds of messages, by Arrow's Message.fbs. */
const KINDS = { dictionary: 2, batch: 3 } as const

/** Bytes of columns that do not have them themselves. */
type Apart = ReadonlyMap<Data, Piece>

/** A record batch message of gathered columns. */
export function batchMessage(
  columns: readonly Data[],
  rows: number,
  metadata: ReadonlyMap<string, string>,
  apart?: Apart,
): Assembled {
  const { fields, parts, body } = recordBatch(columns, rows, apart)
  return { head: framed(messageOf('batch', fields, body, metadata)), rows, parts, body }
}

/** A dictionary message; `delta` appends to what readers have of the dictionary. */
export function dictionaryMessage(id: number, values: Data, delta: boolean): Assembled {
  const { fields, parts, body } = recordBatch([values], values.length)
  const header: FlatFields = [
    [0, { scalar: 8, value: id }],
    [1, { table: fields }],
    [2, { scalar: 1, value: delta ? 1 : 0 }],
  ]
  return { head: framed(messageOf('dictionary', header, body, new Map())), rows: values.length, parts, body }
}

/** The metadata of a message of the current version. */
export function messageOf(
  kind: keyof typeof KINDS,
  header: FlatFields,
  body: number,
  metadata: ReadonlyMap<string, string>,
): Uint8Array {
  return flatBytes([
    [0, { scalar: 2, value: VERSION_5 }],
    [1, { scalar: 1, value: KINDS[kind] }],
    [2, { table: header }],
    [3, { scalar: 8, value: body }],
    ...keyValues(4, metadata),
  ])
}

/** Metadata behind the continuation marker and its length, padded to 8 bytes. */
export function framed(metadata: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + padded(metadata.length))
  new DataView(bytes.buffer).setUint32(0, 0xffffffff, true)
  new DataView(bytes.buffer).setInt32(4, padded(metadata.length), true)
  bytes.set(metadata, 8)
  return bytes
}

function recordBatch(
  columns: readonly Data[],
  rows: number,
  apart?: Apart,
): { fields: FlatFields; parts: Iterable<Uint8Array>; body: number } {
  const nodes: number[] = []
  const places: number[] = []
  const variadics: number[] = []
  const pieces: Piece[] = []
  let body = 0
  const add = (buffer: Piece): void => {
    const gap = padded(buffer.size) - buffer.size
    places.push(body, buffer.size)
    pieces.push(buffer, pieceOf(new Uint8Array(gap)))
    body += buffer.size + gap
  }
  for (const column of columns) collect(column, nodes, add, variadics, apart)
  const fields: FlatFields = [
    [0, { scalar: 8, value: rows }],
    [1, structs(nodes, 2)],
    [2, structs(places, 2)],
    ...(variadics.length > 0 ? [[4, structs(variadics, 1)] as const] : []),
  ]
  return { fields, parts: partsOf(pieces), body }
}

/** Structs of so many 64-bit words. */
export function structs(values: readonly number[], words: number) {
  const packed = BigInt64Array.from(values, BigInt)
  return { structs: new Uint8Array(packed.buffer), count: values.length / words }
}

/** Nodes and buffers of a gathered column, in the order of the format: parents before children. */
function collect(
  data: Data,
  nodes: number[],
  put: (buffer: Piece) => void,
  variadics: number[],
  apart: Apart | undefined,
): void {
  const { type } = data
  const add = (bytes: Uint8Array): void => put(pieceOf(bytes))
  nodes.push(data.length, type.typeId === Type.Union ? 0 : data.nullCount)
  if (type.typeId === Type.Null) return
  if (type.typeId === Type.Union) {
    add(bytesOf(data.typeIds))
    if ((type as unknown as { mode: UnionMode }).mode === UnionMode.Dense) add(bytesOf(data.valueOffsets))
  } else {
    add(data.nullCount > 0 ? bytesOf(data.nullBitmap) : new Uint8Array(0))
    if (data.valueOffsets) add(bytesOf(data.valueOffsets))
    const text = apart?.get(data)
    if (text) put(text)
    else if (data.values || !(type.children?.length > 0 || type.typeId === Type.Struct)) add(bytesOf(data.values))
  }
  if (isView(type)) {
    variadics.push(data.variadicBuffers.length)
    for (const buffer of data.variadicBuffers) add(buffer)
  }
  for (const child of data.children) collect(child, nodes, put, variadics, apart)
}
