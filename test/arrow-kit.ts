import {
  type Data,
  type DataType,
  Field,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  RecordBatchReader,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  tableFromIPC,
  type Vector,
} from 'apache-arrow'
import { expect } from 'vitest'
import type { Container } from '../adapters/formats/arrow/write.ts'
import { arrowFile, arrowStream } from '../adapters/formats/arrow.ts'
import { ProvgateError, type ReadCode } from '../src/errors.ts'
import { type ByteSource, type Cells, LIMITS, type Limits } from '../src/ports.ts'
import { piecesOf } from './format-kit.ts'
import { memorySink, planOf } from './parquet-kit.ts'

export const CONTAINERS = ['stream', 'file'] as const satisfies readonly Container[]
const formatOf = (container: Container) => (container === 'file' ? arrowFile : arrowStream)

/** A record batch of named columns; those of other lengths make no sense. */
export function batchOf(columns: Readonly<Record<string, Data | Vector>>, schema?: Schema): RecordBatch {
  const children = Object.values(columns).map((column) => ('data' in column ? column.data[0]! : column))
  const fields = Object.keys(columns).map((name, i) => new Field(name, children[i]!.type, true))
  const type = new Struct(schema?.fields ?? fields)
  const data = makeData({ type, length: children[0]?.length ?? 0, nullCount: 0, children })
  return new RecordBatch(schema ?? new Schema(fields), data as never)
}

/** What apache-arrow writes of the batches, which have one schema. */
export function writeArrow(container: Container, batches: readonly RecordBatch[], schema = batches[0]!.schema) {
  const writer = container === 'file' ? new RecordBatchFileWriter() : new RecordBatchStreamWriter()
  writer.reset(undefined, schema)
  for (const batch of batches) writer.write(batch)
  return writer.finish().toUint8Array(true)
}

/** Opens bytes and gives the cells of every row, or the code of why they can not be read. */
export async function cellsOf(source: ByteSource, container: Container, columns: readonly string[], limits = LIMITS) {
  const { plan, origins } = planOf(columns, { limits })
  const opened = await formatOf(container).open(source, limits)
  const cells: (Cells | ReadCode | undefined)[] = []
  for await (const batch of opened.batches(plan)) for (const code of batch.codes) cells.push(origins[code])
  return cells
}

/** A source that is read on, at most `most` bytes at a time, as files are; to stream it is an error. */
export function readsOf(name: string, bytes: Uint8Array, most: number): ByteSource {
  let at = 0
  return {
    name,
    size: bytes.length,
    stream() {
      throw new Error('is read on')
    },
    async read(room) {
      const part = bytes.subarray(at, at + Math.min(most, room.length))
      room.set(part)
      at += part.length
      return part.length
    },
    range: async (from, to) => bytes.slice(from, to),
  }
}

/** What was read and written, and what it took. */
export interface Split {
  /** The parts in which the sinks got the two outputs, as they got them. */
  readonly parts: readonly [kept: Uint8Array[], rest: Uint8Array[]]
  readonly kept: Uint8Array
  readonly rest: Uint8Array
  readonly rows: readonly [kept: number, rest: number]
  /** Keys that were looked up. */
  readonly lookups: number
  readonly cells: readonly (Cells | ReadCode | undefined)[]
}

/** As `splitArrow`, by one of the two ways, with some columns read; a row is dropped where `keep` says nothing of it. */
export async function splitBy(
  source: ByteSource,
  keep: (row: number) => boolean | undefined,
  {
    container = 'stream' as Container,
    columns = [] as readonly string[],
    reference = process.env.PROVGATE_REFERENCE === '1',
  } = {},
): Promise<Split> {
  const format = formatOf(container)
  const opened = await format.open(source, LIMITS)
  const parts: [Uint8Array[], Uint8Array[]] = [[], []]
  const copies: [Uint8Array[], Uint8Array[]] = [[], []]
  const writers = parts.map((given, i) =>
    format.write(opened.head, {
      async write(chunk) {
        given.push(chunk)
        copies[i]!.push(chunk.slice())
      },
      close: async () => {},
      abort: async () => {},
    }),
  )
  const { plan, origins } = planOf(columns)
  let lookups = 0
  const counting = {
    ...plan,
    reference,
    intern(key: string, make: () => Cells | ReadCode) {
      lookups++
      return plan.intern(key, make)
    },
  }
  const cells: (Cells | ReadCode | undefined)[] = []
  for await (const batch of opened.batches(counting)) {
    for (const code of batch.codes) cells.push(origins[code])
    for (const [i, writer] of writers.entries()) {
      const mask = Uint8Array.from(batch.codes, (_, row) => (keep(batch.first - 1 + row) === (i === 0) ? 1 : 0))
      if (mask.includes(1)) await writer.put(batch, mask)
    }
  }
  const rows = [(await writers[0]!.finish()).rows, (await writers[1]!.finish()).rows] as const
  const [kept, rest] = copies.map((each) => new Uint8Array(Buffer.concat(each))) as [Uint8Array, Uint8Array]
  return { parts, kept, rest, rows, lookups, cells }
}

/** Writes the rows that `keep` names (by number, from 0) to one output and the others to another. */
export async function splitArrow(
  container: Container,
  bytes: Uint8Array | ByteSource,
  keep: (row: number) => boolean,
  limits: Limits = LIMITS,
): Promise<{ kept: Uint8Array; rest: Uint8Array; rows: readonly [kept: number, rest: number] }> {
  const source = bytes instanceof Uint8Array ? piecesOf(`in.${container}`, bytes, 1000) : bytes
  const format = formatOf(container)
  const opened = await format.open(source, limits)
  const [kept, rest] = [memorySink(), memorySink()]
  const [left, right] = [format.write(opened.head, kept), format.write(opened.head, rest)]
  for await (const batch of opened.batches(planOf([...opened.shape.columns.keys()], { limits }).plan)) {
    const mask = Uint8Array.from(batch.codes, (_, i) => (keep(batch.first - 1 + i) ? 1 : 0))
    await left.put(batch, mask)
    await right.put(
      batch,
      mask.map((bit) => 1 - bit),
    )
  }
  const rows = [(await left.finish()).rows, (await right.finish()).rows] as const
  return { kept: kept.bytes(), rest: rest.bytes(), rows }
}

/** Rows as text that tells every value and type of value apart, as apache-arrow reads them. */
export function rowsIn(bytes: Uint8Array): string[] {
  const table = tableFromIPC(bytes)
  return Array.from({ length: table.numRows }, (_, row) =>
    table.schema.fields.map(({ name }) => `${name}=${shown(table.getChild(name)!.get(row))}`).join(' '),
  )
}

/** The same, read batch by batch as a reader of streams does. */
export const rowsInStream = (bytes: Uint8Array): string[] => [...RecordBatchReader.from(bytes)].flatMap(rowsOf)

/** The same of a batch in memory. */
export const rowsOf = (batch: RecordBatch): string[] =>
  Array.from({ length: batch.numRows }, (_, row) =>
    batch.schema.fields.map(({ name }) => `${name}=${shown(batch.getChild(name)!.get(row))}`).join(' '),
  )

/** Names, types, nullability and metadata of a file. */
export function schemaIn(bytes: Uint8Array): string {
  const { schema } = tableFromIPC(bytes)
  const field = ({ name, type, nullable, metadata }: Field): string =>
    `${name}${nullable ? '?' : ''}:${type}${JSON.stringify([...metadata])}[${(type.children ?? []).map(field)}]`
  return `${schema.fields.map((each) => field(each as Field<DataType>))} ${JSON.stringify([...schema.metadata])}`
}

function shown(value: unknown): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'string') return JSON.stringify(value)
  if (value === null || typeof value !== 'object') return String(value)
  if (ArrayBuffer.isView(value))
    return `0x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`
  if ('toArray' in value && 'get' in value && 'length' in value) {
    const list = value as Vector
    return `[${Array.from({ length: list.length }, (_, i) => shown(list.get(i))).join()}]`
  }
  const entries = Symbol.iterator in value ? [...(value as Iterable<[unknown, unknown]>)] : Object.entries(value)
  return `{${entries.map(([key, member]) => `${key}:${shown(member)}`).join()}}`
}

const SENSIBLE = new Set(['format', 'truncated', 'unsupported', 'limit'])
const TIGHT: Limits = { ...LIMITS, block: 1 << 20 }

/** Reads and writes an input to its end: the error that it ends with, which has to be a sensible one, or what passes. */
export async function outcome(container: Container, bytes: Uint8Array): Promise<ProvgateError | Uint8Array> {
  try {
    return (await splitArrow(container, bytes, (row) => row % 2 === 0, TIGHT)).kept
  } catch (error) {
    expect(error).toBeInstanceOf(ProvgateError)
    const { code, file } = error as ProvgateError
    expect(SENSIBLE.has(code) ? 'sensible' : code).toBe('sensible')
    expect(file).toBe(`in.${container}`)
    return error as ProvgateError
  }
}

/** The code of the error that an input ends with, or `read`. */
export async function fate(container: Container, bytes: Uint8Array): Promise<string> {
  const found = await outcome(container, bytes)
  return found instanceof ProvgateError ? found.code : 'read'
}
