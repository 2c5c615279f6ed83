import {
  type Batch,
  type ByteSource,
  type Format,
  type Limits,
  type Opened,
  ProvgateError,
  type ReadPlan,
  type Shape,
} from '../../src/index.ts'
import { codesOf } from './parquet-codes.ts'
import { type Column, readColumn } from './parquet-column.ts'
import { naming } from './parquet-fault.ts'
import { type Footer, readFooter } from './parquet-footer.ts'
import type { Group } from './parquet-group.ts'
import { columnType, type Schema } from './parquet-schema.ts'
import { type ParquetHead, type ParquetRows, writeParquet } from './parquet-write.ts'

/**
 * Parquet files, read from the end by ranges. A batch is a row group; only the planned columns are decoded for it, and
 * a writer reads the others one at a time, so about one column of one row group is in memory.
 *
 * Rows keep every bit of every value: nothing is converted on its way from a page to a page. What is kept whole stays
 * as it is; where rows are taken out, pages are rebuilt (plain, or with a dictionary of the kept values only), in the
 * column's codec where it can be written: see `writableCodec`.
 *
 * Refused: encrypted files, columns in other files, duplicate column names, sizes beyond the limits, the deprecated
 * bit-packed levels, LZO, and whatever does not add up.
 */
export const parquet: Format<ParquetHead, ParquetRows> = {
  id: 'parquet',
  seeks: true,
  open,
  write: writeParquet,
}

async function open(
  input: ByteSource,
  limits: Limits,
  signal?: AbortSignal,
): Promise<Opened<ParquetHead, ParquetRows>> {
  const { name, size } = input
  if (size === undefined || !input.range)
    throw new ProvgateError('unsupported', `\`${name}\` can not be read as a stream: parquet is read from its end`, {
      file: name,
      fix: 'save it as a file first',
    })
  const footer = await naming(name, () => readFooter(input, size, limits))
  const head = { name, footer }
  return {
    head,
    shape: shapeOf(footer.schema),
    declared: footer.rows,
    batches: (plan) => batches(input, head, limits, plan, signal),
    close: async () => input.close?.(),
  }
}

async function* batches(
  input: ByteSource,
  head: ParquetHead,
  limits: Limits,
  plan: ReadPlan,
  signal: AbortSignal | undefined,
): AsyncGenerator<Batch<ParquetRows>> {
  const { name, footer } = head
  let first = 1
  for (let index = 0; index < footer.groups; index++) {
    if (signal?.aborted) throw new ProvgateError('aborted', `\`${name}\`: the run was stopped`, { file: name })
    const group = await naming(name, () => footer.group(index))
    if (group.rows === 0) continue
    const column = (leaf: number): Promise<Column> =>
      naming(name, () => readColumn(input, group.chunks[leaf] as Group['chunks'][number], limits))
    const codes = await naming(name, async () => codesOf(await planned(footer, group, plan, column), group.rows, plan))
    yield { first, codes, payload: { head, group, column } }
    first += group.rows
  }
}

/** Decodes the planned columns. Where the file has none of them, one column is decoded to count the rows. */
async function planned(footer: Footer, group: Group, plan: ReadPlan, column: (leaf: number) => Promise<Column>) {
  const nodes = footer.schema.columns.filter((node) => plan.columns.includes(node.name))
  if (nodes.length === 0) {
    const sizes = group.chunks.map((chunk) => chunk.to - chunk.from)
    await column(sizes.indexOf(Math.min(...sizes)))
  }
  const read = []
  for (const node of nodes) {
    const leaves: Column[] = []
    for (let leaf = node.first; leaf < node.last; leaf++) leaves.push(await column(leaf))
    read.push({ node, leaves })
  }
  return read
}

function shapeOf(schema: Schema): Shape {
  return {
    columns: new Map(schema.columns.map((node) => [node.name, { types: new Set([columnType(node)]), rows: 1 }])),
    rows: 1,
  }
}
