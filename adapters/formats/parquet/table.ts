import type { SchemaElement } from 'hyparquet'
import { ByteWriter } from 'hyparquet-writer/src/bytewriter.js'
import { ParquetWriter } from 'hyparquet-writer/src/parquet-writer.js'
import { type ByteSink, ProvgateError, type Written } from '../../../src/index.ts'

/** A column of a table of our own; values are required. */
export interface TableColumn {
  readonly name: string
  readonly type: 'string' | 'int64' | 'int32'
}

/** Writes a flat table as Parquet, row group by row group. The same rows give the same bytes, however they are put. */
export interface TableWriter {
  /** Columns of values, as many in each, in the order of the table's columns. */
  put(values: readonly (readonly (string | number)[])[]): Promise<void>
  /** Ends the file inside the sink, without closing the sink. */
  finish(): Promise<Written>
}

/** Rows of one row group, and so what is in memory. */
const GROUP = 65_536

const TYPES = {
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  int64: { type: 'INT64' },
  int32: { type: 'INT32' },
} as const satisfies Record<TableColumn['type'], Partial<SchemaElement>>
/** Numbers of rows grow by little, and counts repeat. */
const ENCODINGS = { string: undefined, int64: 'DELTA_BINARY_PACKED', int32: 'DELTA_BINARY_PACKED' } as const

/** @throws ProvgateError `output` where a value is missing or is not of its column's type */
export function createTableWriter(sink: ByteSink, columns: readonly TableColumn[]): TableWriter {
  const bytes = new ByteWriter()
  const schema: SchemaElement[] = [
    { name: 'schema', num_children: columns.length },
    ...columns.map(({ name, type }): SchemaElement => ({ name, repetition_type: 'REQUIRED', ...TYPES[type] })),
  ]
  const parquet = new ParquetWriter({
    writer: bytes,
    schema,
    codec: 'SNAPPY',
    statistics: false,
    createdBy: 'provgate',
  })
  const empty = () => columns.map((): (string | number | bigint)[] => [])
  let held = empty()
  let rows = 0

  const flush = async (): Promise<void> => {
    const count = held[0]?.length ?? 0
    if (count > 0) {
      const columnData = columns.map(({ name, type }, i) => {
        const encoding = ENCODINGS[type]
        return { name, data: held[i] ?? [], ...(encoding && { encoding }) }
      })
      await parquet.write({ columnData, rowGroupSize: count })
      held = empty()
    }
    await drain()
  }
  const drain = async (): Promise<void> => {
    const chunk = bytes.getBytes().slice()
    bytes.index = 0
    if (chunk.length > 0) await sink.write(chunk)
  }

  return {
    async put(values) {
      const count = values[0]?.length ?? 0
      for (let from = 0; from < count; ) {
        const to = Math.min(count, from + GROUP - held[0]!.length)
        columns.forEach((column, i) => {
          const [into, added] = [held[i]!, values[i]]
          for (let row = from; row < to; row++) into.push(accepted(added?.[row], column))
        })
        rows += to - from
        from = to
        if (held[0]!.length === GROUP) await flush()
      }
    },
    async finish() {
      await flush()
      await parquet.finish()
      await drain()
      return { rows }
    },
  }
}

function accepted(value: string | number | undefined, { name, type }: TableColumn): string | number | bigint {
  if (type === 'string' && typeof value === 'string') return value
  if (type === 'int64' && Number.isSafeInteger(value)) return BigInt(value as number)
  if (type === 'int32' && Number.isInteger(value) && ((value as number) | 0) === value) return value
  throw new ProvgateError('output', `column \`${name}\` of a table can not hold \`${String(value)}\` as ${type}`)
}
