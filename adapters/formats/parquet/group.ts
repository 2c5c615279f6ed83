import type { Limits } from '../../../src/index.ts'
import { CODECS, type Codec } from './codec.ts'
import { damaged, tooMuch, unsupported } from './fault.ts'
import { type Leaf, PHYSICAL, type Schema } from './schema.ts'
import { type Stored, type Struct, thriftStruct } from './thrift.ts'

/** One row group, as the footer describes it. Chunks stand in the order of the schema's leaves. */
export interface Group {
  readonly index: number
  readonly rows: number
  readonly chunks: readonly Chunk[]
  /** Its `sorting_columns` as stored: rows that are left out don't unsort the others. */
  readonly sorting: Stored | undefined
  /** All of it as it is stored, and the entries of its columns. */
  readonly stored: Stored
  readonly columns: readonly Stored[]
}

/** The bytes `from` to `to` hold the pages of one column of one row group. */
export interface Chunk {
  readonly leaf: Leaf
  readonly codec: Codec
  readonly from: number
  readonly to: number
  /** Values, nulls and empty lists counted. */
  readonly entries: number
  readonly rows: number
}

/** Bytes that one value needs in memory while it is decoded, at most: two levels, an index and an offset. */
const ENTRY = 16

/** Reads a row group's metadata and refuses arithmetic that can not be. */
export function readGroup(
  stored: Stored,
  schema: Schema,
  { dataEnd, limits, index }: { readonly dataEnd: number; readonly limits: Limits; readonly index: number },
): Group {
  const group = thriftStruct(stored.bytes)
  const rows = group.int(3) ?? -1
  if (rows < 0) damaged(`row group ${index} has no count of rows`)
  if (rows * ENTRY > limits.block) tooMuch(`row group ${index} has ${rows} rows`)
  const columns = group.list(1) ?? damaged(`row group ${index} has no columns`)
  if (columns.size !== schema.leaves.length)
    damaged(`row group ${index} has ${columns.size} columns and the schema ${schema.leaves.length}`)
  const chunks: Chunk[] = []
  const entries: Stored[] = []
  let total = 0
  for (const column of columns.structs()) {
    entries.push({ type: stored.type, bytes: stored.bytes.subarray(column.from, column.end) })
    const leaf = schema.leaves[chunks.length] as Leaf
    const what = `column \`${leaf.path.join('.')}\` of row group ${index}`
    const meta = metaOf(column, what)
    if (PHYSICAL[meta.int(1) ?? -1]?.[0] !== leaf.type) damaged(`${what} has another type than the schema says`)
    if (!samePath(meta, leaf)) damaged(`${what} is named otherwise than the schema says`)
    const chunk = placeOf(meta, leaf, rows, what)
    // Of a group without rows nothing is read, and writers put anything there.
    if (rows > 0 && (chunk.from < 4 || chunk.to > dataEnd))
      damaged(`${what} stands at bytes ${chunk.from} to ${chunk.to}`)
    total += meta.int(6) ?? 0
    if (total > limits.block || chunk.to - chunk.from > limits.block || chunk.entries * ENTRY > limits.block)
      tooMuch(`row group ${index} has more than ${limits.block} bytes when decompressed`)
    chunks.push(chunk)
  }
  return { index, rows, chunks, sorting: group.raw(4), stored, columns: entries }
}

function metaOf(column: Struct, what: string): Struct {
  if (column.has(8) || column.has(9)) unsupported(`${what} is encrypted`, 'decrypt the file first')
  if (column.binary(1)?.length) unsupported(`${what} is kept in another file`)
  return column.struct(3) ?? damaged(`${what} has no metadata`)
}

function placeOf(meta: Struct, leaf: Leaf, rows: number, what: string): Chunk {
  const number = (id: number): number => {
    const value = meta.int(id) ?? damaged(`${what} lacks a size or an offset`)
    return value >= 0 ? value : damaged(`${what} has a negative size or offset`)
  }
  const codec = CODECS[number(4)] ?? unsupported(`${what} has an unknown compression`)
  const entries = number(5)
  if (leaf.rep === 0 ? entries !== rows : entries < rows) damaged(`${what} has ${entries} values for ${rows} rows`)
  number(6)
  // Old writers leave the dictionary's offset out or at 0; the pages then begin with it all the same.
  const dictionary = meta.int(11) ?? 0
  const data = number(9)
  const from = dictionary > 0 && dictionary < data ? dictionary : data
  return { leaf, codec, from, to: from + number(7), entries, rows }
}

function samePath(meta: Struct, leaf: Leaf): boolean {
  const path = (meta.list(3) ?? damaged('a column has no path')).binaries()
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  return path.length === leaf.path.length && path.every((part, i) => decoder.decode(part) === leaf.path[i])
}
