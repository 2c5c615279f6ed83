import { type Data, type DataType, RecordBatch, Schema, Struct, type Vector } from 'apache-arrow'
import type { Span } from './change.ts'
import type { Block, Message, Raw } from './envelope.ts'
import { fault } from './fault.ts'
import { dataOf } from './layout.ts'
import { loadBatch, loadColumn, loadColumns } from './load.ts'
import type { Rope } from './rope.ts'
import { spansOf } from './span.ts'

/** A record batch of an input. Of its body only that is put together and decompressed which is asked for. */
export interface ArrowBatch {
  readonly rows: number
  readonly schema: Schema
  readonly block: Block
  readonly raw: Raw
  /** Dictionaries as they are at this batch. */
  readonly dictionaries: ReadonlyMap<number, Vector>
  /** Whether it is to be written by plain code alone, which is what faster ways are held to. */
  readonly reference: boolean
  /** The columns of these names, as far as there are such. */
  select(names: readonly string[]): RecordBatch
  /** All columns. */
  whole(): RecordBatch
  /** All columns without the bytes of their texts, and these. */
  hollow(): { readonly columns: readonly Data[]; readonly texts: ReadonlyMap<Data, Rope> }
}

/** What a message holds, once its lengths and counts fit the schema. */
export function arrowBatch(
  schema: Schema,
  { block, raw }: Message & { kind: 'batch' },
  dictionaries: ReadonlyMap<number, Vector>,
  reference: boolean,
): ArrowBatch {
  const types = schema.fields.map((field) => field.type as DataType)
  const spans = spansOf(types, block)
  checkCounts(spans, block)
  let whole: RecordBatch | undefined
  let hollow: ReturnType<ArrowBatch['hollow']> | undefined
  return {
    rows: block.length,
    schema,
    block,
    raw,
    dictionaries,
    reference,
    select(names) {
      const indices = [...schema.fields.keys()].filter((index) => names.includes(schema.fields[index]!.name))
      const children = indices.map((index) => loadColumn(types[index]!, spans[index]!, block, dictionaries))
      return batchOf(new Schema(indices.map((index) => schema.fields[index]!)), block.length, children)
    },
    whole() {
      whole ??= loadBatch(schema, block, dictionaries)
      return whole
    },
    hollow() {
      if (hollow) return hollow
      const texts = new Map<Data, Rope>()
      hollow = { columns: loadColumns(types, block, dictionaries, texts), texts }
      return hollow
    },
  }
}

function batchOf(schema: Schema, length: number, children: Data[]): RecordBatch {
  const data = dataOf({ type: new Struct(schema.fields), length, nullCount: 0, children })
  return new RecordBatch(schema, data as never)
}

/** Holds the number of nodes and buffers, and the lengths of columns, against the schema, by the metadata alone. */
function checkCounts(spans: readonly Span[], block: Block): void {
  const { nodes, buffers, variadics, length } = block
  if (variadics.some((count) => count < 0 || count > buffers.count))
    throw fault('format', 'is damaged: a column of views has an impossible number of buffers')
  const end = spans.at(-1)!
  if (end.node * 2 > nodes.length || end.buffer > buffers.count || end.variadic > variadics.length)
    throw fault('format', 'is damaged: a record batch lacks buffers')
  if (end.node * 2 < nodes.length || end.buffer < buffers.count || end.variadic < variadics.length)
    throw fault('format', 'is damaged: a record batch has buffers that belong to no column')
  if (spans.slice(0, -1).some(({ node }) => nodes[2 * node] !== length))
    throw fault('format', 'is damaged: columns differ in length')
}
