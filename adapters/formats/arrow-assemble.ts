import { type Data, Type, UnionMode } from 'apache-arrow'
import { VERSION_5 } from './arrow-envelope.ts'
import { keyValues } from './arrow-file.ts'
import { type FlatFields, flatBytes } from './arrow-flat-write.ts'
import { bytesOf, isView } from './arrow-layout.ts'

/** A message ready to be written: prefix and metadata, then the buffers, each padded to 8 bytes. */
export interface Assembled {
  readonly head: Uint8Array
  readonly buffers: readonly Uint8Array[]
  /** Bytes of the padded buffers. */
  readonly body: number
}

export const padded = (size: number, to = 8): number => Math.ceil(size / to) * to

const DICTIONARY_KIND = 2
const BATCH_KIND = 3

/** A record batch message of gathered columns. */
export function batchMessage(columns: readonly Data[], rows: number, metadata: ReadonlyMap<string, string>): Assembled {
  const { fields, buffers, body } = recordBatch(columns, rows)
  return { head: framed(message(BATCH_KIND, fields, body, metadata)), buffers, body }
}

/** A dictionary message; `delta` appends to what readers have of the dictionary. */
export function dictionaryMessage(id: number, values: Data, delta: boolean): Assembled {
  const { fields, buffers, body } = recordBatch([values], values.length)
  const header: FlatFields = [
    [0, { scalar: 8, value: id }],
    [1, { table: fields }],
    [2, { scalar: 1, value: delta ? 1 : 0 }],
  ]
  return { head: framed(message(DICTIONARY_KIND, header, body, new Map())), buffers, body }
}

function message(kind: number, header: FlatFields, body: number, metadata: ReadonlyMap<string, string>): Uint8Array {
  return flatBytes([
    [0, { scalar: 2, value: VERSION_5 }],
    [1, { scalar: 1, value: kind }],
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
): { fields: FlatFields; buffers: Uint8Array[]; body: number } {
  const nodes: number[] = []
  const buffers: Uint8Array[] = []
  const variadics: number[] = []
  for (const column of columns) collect(column, nodes, buffers, variadics)
  const places: number[] = []
  let body = 0
  for (const { length } of buffers) {
    places.push(body, length)
    body += padded(length)
  }
  const fields: FlatFields = [
    [0, { scalar: 8, value: rows }],
    [1, structs(nodes, 2)],
    [2, structs(places, 2)],
    ...(variadics.length > 0 ? [[4, structs(variadics, 1)] as const] : []),
  ]
  return { fields, buffers, body }
}

function structs(values: readonly number[], words: number) {
  const packed = BigInt64Array.from(values, BigInt)
  return { structs: new Uint8Array(packed.buffer), count: values.length / words }
}

/** Nodes and buffers of a gathered column, in the order of the format: parents before children. */
function collect(data: Data, nodes: number[], buffers: Uint8Array[], variadics: number[]): void {
  const { type } = data
  nodes.push(data.length, type.typeId === Type.Union ? 0 : data.nullCount)
  if (type.typeId === Type.Null) return
  if (type.typeId === Type.Union) {
    buffers.push(bytesOf(data.typeIds))
    if ((type as unknown as { mode: UnionMode }).mode === UnionMode.Dense) buffers.push(bytesOf(data.valueOffsets))
  } else {
    buffers.push(data.nullCount > 0 ? bytesOf(data.nullBitmap) : new Uint8Array(0))
    if (data.valueOffsets) buffers.push(bytesOf(data.valueOffsets))
    if (data.values || !(type.children?.length > 0 || type.typeId === Type.Struct)) buffers.push(bytesOf(data.values))
  }
  if (isView(type)) {
    variadics.push(data.variadicBuffers.length)
    buffers.push(...data.variadicBuffers)
  }
  for (const child of data.children) collect(child, nodes, buffers, variadics)
}
