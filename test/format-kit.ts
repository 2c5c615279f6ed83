import { gunzipSync, gzipSync } from 'node:zlib'
import { Zstd } from '@hpcc-js/wasm-zstd'
import {
  type DataType,
  Dictionary,
  Field,
  Int32,
  List,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  tableFromIPC,
  Utf8,
  vectorFromArray,
} from 'apache-arrow'
import { parquetMetadata, parquetReadObjects, type SchemaElement } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { parquetWriteBuffer } from 'hyparquet-writer'
import type { ByteSource } from '../src/ports.ts'
import type { Row, Variant } from './format-rows.ts'

/** How a format is written and read by others than the adapter under test. */
export interface Peer {
  readonly name: string
  /** Name of a file, from which the registry finds the format. */
  readonly file: string
  /** Writes rows in blocks (batches, row groups) of so many. */
  write(rows: readonly Row[], variant: Variant['name'], block: number): Uint8Array
  read(bytes: Uint8Array): Promise<unknown[]>
  /** Names and types of the columns, as the peer sees them; undefined where the format has none. */
  schema?(bytes: Uint8Array): string
  readonly seeks: boolean
}

/** A source in memory that gives pieces of `size` bytes, and what was asked of it. */
export function piecesOf(
  name: string,
  bytes: Uint8Array,
  size: number,
): ByteSource & { given(): number; ranges(): number } {
  let [given, ranges] = [0, 0]
  return {
    name,
    size: bytes.length,
    async *stream() {
      for (let at = 0; at < bytes.length; at += size) {
        given += Math.min(size, bytes.length - at)
        yield bytes.slice(at, at + size)
      }
    },
    async range(from, to) {
      ranges++
      given += Math.min(to, bytes.length) - from
      return bytes.slice(from, to)
    },
    given: () => given,
    ranges: () => ranges,
  }
}

const zstd = await Zstd.load()
const text = (rows: readonly Row[]) => new TextEncoder().encode(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
const records = (bytes: Uint8Array) => {
  const lines = new TextDecoder().decode(bytes).split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as unknown)
}

const utf8 = new Utf8()
const field = (name: string, type: Field['type']) => new Field(name, type, true)
const list = (type: Field['type']) => new List(field('item', type))
const source = [
  ...['role', 'model', 'channel', 'account', 'date', 'license', 'author', 'dataset'].map((name) => field(name, utf8)),
  field('features', list(utf8)),
  field('derived_from', list(new Struct([field('dataset', utf8), field('license', utf8)]))),
]
const dictionary = () => new Dictionary(utf8, new Int32())
const FIELDS: Record<Variant['name'], () => Field[]> = {
  struct: () => [field('provenance', new Struct(source))],
  text: () => [field('provenance', utf8)],
  columns: () => [field('model', dictionary()), field('date', utf8), field('license', list(utf8))],
}
const METADATA = new Map([['huggingface', '{"info": {"features": {}}}']])

/** A value with null for every member that is missing, as a builder of structs wants it. */
function whole(value: unknown, type: DataType): unknown {
  if (value === null || value === undefined) return null
  if (Array.isArray(value)) return value.map((each) => whole(each, (type as List).children[0]!.type))
  if (!(type instanceof Struct)) return value
  return Object.fromEntries(
    type.children.map(({ name, type }) => [name, whole((value as Record<string, unknown>)[name], type)]),
  )
}

/** Record batches of the rows, as slices of one. */
function batchesOf(rows: readonly Row[], variant: Variant['name'], block: number): [Schema, RecordBatch[]] {
  const fields = [new Field('id', new Int32(), false), field('text', utf8), ...FIELDS[variant]()]
  const schema = new Schema(fields, METADATA)
  const children = fields.map(({ name, type }) => {
    const values = rows.map((row) => whole(row[name], type))
    return vectorFromArray(values, type).data[0]!
  })
  const batch = new RecordBatch(
    schema,
    makeData({ type: new Struct(fields), length: rows.length, nullCount: 0, children }) as never,
  )
  const count = Math.ceil(rows.length / block)
  return [schema, Array.from({ length: count }, (_, i) => batch.slice(i * block, (i + 1) * block))]
}

function arrowPeer(name: string, file: string, Writer: typeof RecordBatchStreamWriter): Peer {
  return {
    name,
    file,
    seeks: false,
    write(rows, variant, block) {
      const [schema, batches] = batchesOf(rows, variant, block)
      const writer = new Writer()
      writer.reset(undefined, schema)
      for (const batch of batches) writer.write(batch)
      return writer.finish().toUint8Array(true)
    },
    read: async (bytes) => tableFromIPC(bytes).toArray(),
    schema(bytes) {
      const { schema } = tableFromIPC(bytes)
      return `${schema.fields} ${JSON.stringify([...schema.metadata])}`
    },
  }
}

const strings = (name: string): SchemaElement => ({
  name,
  type: 'BYTE_ARRAY',
  converted_type: 'UTF8',
  repetition_type: 'OPTIONAL',
})
const lists = (name: string, ...element: SchemaElement[]): SchemaElement[] => [
  { name, repetition_type: 'OPTIONAL', converted_type: 'LIST', num_children: 1 },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  ...element,
]
const group = (name: string, children: number): SchemaElement => ({
  name,
  repetition_type: 'OPTIONAL',
  num_children: children,
})
const COLUMNS: Record<Variant['name'], SchemaElement[]> = {
  struct: [
    group('provenance', source.length),
    ...source.slice(0, 8).map(({ name }) => strings(name)),
    ...lists('features', strings('element')),
    ...lists('derived_from', group('element', 2), strings('dataset'), strings('license')),
  ],
  text: [strings('provenance')],
  columns: [strings('model'), strings('date'), ...lists('license', strings('element'))],
}

export const PEERS: readonly Peer[] = [
  { name: 'JSONL', file: 'in.jsonl', seeks: false, write: text, read: async (bytes) => records(bytes) },
  {
    name: 'JSONL in gzip',
    file: 'in.jsonl.gz',
    seeks: false,
    write: (rows) => new Uint8Array(gzipSync(text(rows))),
    read: async (bytes) => records(gunzipSync(bytes)),
  },
  {
    name: 'JSONL in Zstandard',
    file: 'in.jsonl.zst',
    seeks: false,
    write: (rows) => zstd.compress(text(rows)),
    read: async (bytes) => records(zstd.decompress(bytes)),
  },
  arrowPeer('an Arrow stream', 'in.arrows', RecordBatchStreamWriter),
  arrowPeer('an Arrow file', 'in.arrow', RecordBatchFileWriter as typeof RecordBatchStreamWriter),
  {
    name: 'Parquet',
    file: 'in.parquet',
    seeks: true,
    write(rows, variant, block) {
      const names = ['id', 'text', ...FIELDS[variant]().map(({ name }) => name)]
      const schema: SchemaElement[] = [
        { name: 'root', num_children: names.length },
        { name: 'id', type: 'INT32', repetition_type: 'REQUIRED' },
        strings('text'),
        ...COLUMNS[variant],
      ]
      const columnData = names.map((name) => ({ name, data: rows.map((row) => row[name] ?? null) }))
      const kvMetadata = [...METADATA].map(([key, value]) => ({ key, value }))
      return new Uint8Array(parquetWriteBuffer({ columnData, schema, rowGroupSize: block, kvMetadata }))
    },
    read: (bytes) => parquetReadObjects({ file: bufferOf(bytes), compressors }),
    schema(bytes) {
      const { schema, key_value_metadata } = parquetMetadata(bufferOf(bytes))
      return JSON.stringify([schema, key_value_metadata])
    },
  },
]

/** The bytes as hyparquet takes them. */
export const bufferOf = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer
