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
import { createArena, type Room } from './arena.ts'
import { codesOf, type PlannedColumn } from './parquet/codes.ts'
import { type Column, readColumn } from './parquet/column.ts'
import { naming } from './parquet/fault.ts'
import { type Footer, readFooter } from './parquet/footer.ts'
import type { Chunk, Group } from './parquet/group.ts'
import { type LeafRows, leafRows } from './parquet/leaf.ts'
import type { ParquetHead } from './parquet/output.ts'
import { sizeOf } from './parquet/range.ts'
import { columnType, type Schema } from './parquet/schema.ts'
import { type ParquetRows, writeParquet } from './parquet/write.ts'

/**
 * Parquet files, read from the end by ranges. A batch is a row group; only the planned columns are decoded for it, and
 * a writer reads the others one at a time, so about one column of one row group is in memory; a few where other threads
 * help, see `createLine`.
 *
 * Rows keep every bit of every value: nothing is converted on its way from a page to a page. What is kept whole is
 * copied; where rows are taken out, pages are rebuilt (plain, or with a dictionary of the kept values only), in the
 * column's codec where it can be written: see `writableCodec`.
 *
 * Refused: encrypted files, columns in other files, duplicate column names, sizes beyond the limits, and whatever does
 * not add up; where pages have to be decoded, also the deprecated bit-packed levels and LZO.
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
  const { name } = input
  const size = sizeOf(input)
  const footer = await naming(name, () => readFooter(input, size, limits))
  const head = { name, footer, input }
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
  const { room, reset } = createArena()
  let first = 1
  for (let index = 0; index < footer.groups; index++) {
    if (signal?.aborted) throw new ProvgateError('aborted', `\`${name}\`: the run was stopped`, { file: name })
    const group = await naming(name, () => footer.group(index))
    if (group.rows === 0) continue
    // Of the batch before, nothing is used any more.
    reset()
    const read = (leaf: number): Promise<Column> => readColumn(input, group.chunks[leaf] as Chunk, limits, room)
    const codes = await naming(name, async () => {
      return codesOf(await planned(footer, group, plan, { read, room }), group.rows, plan, room)
    })
    yield { first, codes, payload: { head, group, limits, plain: plan.reference === true } }
    first += group.rows
  }
}

/**
 * The planned columns, by their pages: statistics only claim what stands there, and a row is ruled on by what it says.
 * Where the file has none of the columns, one is decoded to count the rows.
 */
async function planned(
  footer: Footer,
  group: Group,
  plan: ReadPlan,
  { read, room }: { readonly read: (leaf: number) => Promise<Column>; readonly room: Room },
): Promise<PlannedColumn[]> {
  const nodes = footer.schema.columns.filter((node) => plan.columns.includes(node.name))
  if (nodes.length === 0) {
    const sizes = group.chunks.map((chunk) => chunk.to - chunk.from)
    await read(sizes.indexOf(Math.min(...sizes)))
  }
  const columns: PlannedColumn[] = []
  for (const node of nodes) {
    const leaves: LeafRows[] = []
    for (let leaf = node.first; leaf < node.last; leaf++) leaves.push(leafRows(await read(leaf), room))
    columns.push({ node, leaves })
  }
  return columns
}

function shapeOf(schema: Schema): Shape {
  return {
    columns: new Map(schema.columns.map((node) => [node.name, { types: new Set([columnType(node)]), rows: 1 }])),
    rows: 1,
  }
}
