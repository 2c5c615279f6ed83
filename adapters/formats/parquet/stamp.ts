import { type ByteSink, type ByteSource, LIMITS, type Limits, ProvgateError } from '../../../src/index.ts'
import { type Filling, unfit } from '../filling.ts'
import { amended, structsIn } from './amend.ts'
import { createChunk, entryOf, type Tally } from './chunk.ts'
import { writableCodec } from './codec.ts'
import { codesOf } from './codes.ts'
import { type Column, readColumn } from './column.ts'
import { i64, list } from './emit.ts'
import { encodeColumn } from './encode.ts'
import { endBytes } from './end.ts'
import { extendedFooter, textLeaf } from './extend.ts'
import { naming } from './fault.ts'
import { constantColumn, filledColumn } from './fill.ts'
import { type Footer, readFooter } from './footer.ts'
import type { Group } from './group.ts'
import { leafRows } from './leaf.ts'
import { readRange, sizeOf } from './range.ts'
import type { Leaf, Node } from './schema.ts'
import { type Stored, thriftStruct, WIRE } from './thrift.ts'

/** Bytes that are copied at once. */
const BLOCK = 1 << 20

/**
 * Writes a Parquet file again with a text in the rows that have none in a column. All that stands before the footer is
 * copied as it is, so that pages, indexes, Bloom filters and statistics of the other columns stay valid; the chunks of
 * the new column come behind it, then a footer that differs in what speaks of this column. Chunks that were filled
 * leave their old bytes in the file, where nothing refers to them. One column of one row group is in memory.
 * @throws ProvgateError `unsupported` where a row has no value and the column can't hold a text
 */
export async function stampParquet(
  input: ByteSource,
  filling: Filling,
  sink: ByteSink,
  { limits = LIMITS, signal }: { readonly limits?: Limits; readonly signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const { name } = input
  const size = sizeOf(input)
  const footer = await naming(name, () => readFooter(input, size, limits))
  const node = footer.schema.columns.find((column) => column.name === filling.column)
  const text = new TextEncoder().encode(filling.text)
  let at = 0
  const write = async (bytes: Uint8Array): Promise<void> => {
    if (bytes.length > 0) await sink.write(bytes)
    at += bytes.length
  }
  const stop = (): void => {
    if (signal?.aborted) throw new ProvgateError('aborted', `\`${name}\`: the run was stopped`, { file: name })
  }
  const copy = async (from: number, to: number): Promise<void> => {
    for (; from < to; from += BLOCK) {
      stop()
      await write(await naming(name, () => readRange(input, from, Math.min(to, from + BLOCK))))
    }
  }
  const marked = async (group: Group, first: number): Promise<{ marks: Uint8Array; column: Column | undefined }> => {
    stop()
    return naming(name, async () => {
      const leaves: Column[] = []
      if (group.rows > 0)
        for (const chunk of group.chunks.slice(node?.first ?? 0, node?.last ?? 0))
          leaves.push(await readColumn(input, chunk, limits))
      const columns = node && leaves.length > 0 ? [{ node, leaves: leaves.map((leaf) => leafRows(leaf)) }] : []
      return { marks: filling.marks(first, codesOf(columns, group.rows, filling.plan)), column: leaves[0] }
    })
  }
  const written = async (marks: Uint8Array, column: Column | undefined) => {
    const leaf = column?.chunk.leaf ?? textLeaf(footer, filling.column)
    const codec = column ? writableCodec(column.chunk.codec) : 'UNCOMPRESSED'
    const kept = column ? filledColumn(column, marks, text) : constantColumn(marks.length, text)
    const from = at
    const chunk = createChunk(codec, write)
    await encodeColumn(kept, leaf, codec, chunk.add)
    const tally = chunk.tally()
    if (tally.rows === marks.length) return { tally, entry: entryOf(leaf, tally, from) }
    const says = `\`${name}\`: wrote ${tally.rows} rows of a column for ${marks.length}`
    throw new ProvgateError('conservation', says, { file: name })
  }

  if (node && !holdsText(node, footer)) {
    for (let index = 0, first = 1; index < footer.groups; index++) {
      const group = footer.group(index)
      const row = (await marked(group, first)).marks.indexOf(1)
      if (row >= 0) throw unfit(name, filling.column, first + row)
      first += group.rows
    }
    return copy(0, size)
  }
  await copy(0, footer.start)
  const groups: Stored[] = []
  let first = 1
  for (const stored of structsIn(footer.stored, 4)) {
    const group = footer.group(groups.length)
    const { marks, column } = await marked(group, first)
    first += group.rows
    const keep = node !== undefined && !marks.includes(1)
    if (keep) groups.push(stored)
    else {
      const chunk = await written(marks, column)
      groups.push(await naming(name, () => withChunk(stored, node?.first, chunk)))
    }
  }
  if (at === footer.start && node) return copy(footer.start, size)
  await write(
    endBytes({
      ...Object.fromEntries([1, 2, 3, 5, 6, 7].map((id) => [id, footer.raw(id)])),
      ...(node ? {} : await naming(name, () => extendedFooter(footer, filling.column))),
      4: list(WIRE.struct, groups),
    }),
  )
}

/** The row group with a chunk in the place of the one of leaf `index`, or behind all others. */
function withChunk(
  group: Stored,
  index: number | undefined,
  { tally, entry }: { readonly tally: Tally; readonly entry: Stored },
): Stored {
  const chunks = [...structsIn(group, 1)]
  const read = thriftStruct(group.bytes)
  const before = index === undefined ? undefined : thriftStruct(chunks[index]!.bytes).struct(3)
  const size = (id: number, added: number, less: number): Stored | undefined =>
    read.has(id) ? i64((read.int(id) ?? 0) + added - (before?.int(less) ?? 0)) : undefined
  chunks[index ?? chunks.length] = entry
  // Rows that stand in the order of this column may do so no more.
  const sorted = read.list(4)?.structs() ?? []
  const unsorted = index !== undefined && [...sorted].some((by) => by.int(1) === index)
  return amended(group, {
    1: list(WIRE.struct, chunks),
    2: size(2, tally.size, 6),
    6: size(6, tally.bytes, 7),
    ...(unsorted ? { 4: undefined } : {}),
  })
}

/** Whether a column is a flat one of texts, or of bytes, which are read as text. */
function holdsText(node: Node, footer: Footer): boolean {
  const leaf = footer.schema.leaves[node.first] as Leaf
  const text = node.meaning.is === 'text' || node.meaning.is === 'bytes'
  return node.children.length === 0 && leaf.rep === 0 && leaf.type === 'BYTE_ARRAY' && text
}
