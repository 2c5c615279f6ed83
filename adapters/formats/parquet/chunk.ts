import { CODECS, type Codec } from './codec.ts'
import { binary, i64, int, list, struct } from './emit.ts'
import type { Ready } from './encode.ts'
import { ENCODING } from './layout.ts'
import { type Leaf, PHYSICAL } from './schema.ts'
import { type Stored, WIRE } from './thrift.ts'

/** A column chunk that was written, counted from its pages. */
export interface WrittenChunk {
  /** Its entry in the row group. */
  readonly meta: Stored
  readonly rows: number
  /** Bytes of pages and headers before compression. */
  readonly size: number
  /** Bytes written. */
  readonly bytes: number
}

/** Writes the pages of one column of one row group. `at` is where the first byte comes to stand in the file. */
export async function writeChunk(
  pages: AsyncIterable<Ready> | Iterable<Ready>,
  { leaf, codec, at: from }: { readonly leaf: Leaf; readonly codec: Codec; readonly at: number },
  write: (bytes: Uint8Array) => Promise<void>,
): Promise<WrittenChunk> {
  const tally = { dictionary: undefined as number | undefined, data: from, entries: 0, rows: 0, size: 0 }
  const encodings = new Set<number>()
  let at = from
  let data = false
  for await (const page of pages) {
    if (page.dictionary) tally.dictionary = at
    else if (!data) tally.data = at
    data ||= !page.dictionary
    encodings.add(page.encoding)
    tally.size += page.header.length + page.size
    tally.entries += page.dictionary ? 0 : page.entries
    tally.rows += page.rows
    await write(page.header)
    await write(page.bytes)
    at += page.header.length + page.bytes.length
  }
  if (leaf.def > 0 || leaf.rep > 0) encodings.add(ENCODING.rle)
  const meta = struct([
    [1, int(PHYSICAL.findIndex(([name]) => name === leaf.type))],
    [
      2,
      list(
        WIRE.i32,
        [...encodings].sort((a, b) => a - b).map((encoding) => int(encoding)),
      ),
    ],
    [
      3,
      list(
        WIRE.binary,
        leaf.path.map((name) => binary(name)),
      ),
    ],
    [4, int(CODECS.indexOf(codec))],
    [5, i64(tally.entries)],
    [6, i64(tally.size)],
    [7, i64(at - from)],
    [9, i64(tally.data)],
    [11, tally.dictionary === undefined ? undefined : i64(tally.dictionary)],
  ])
  const chunk = struct([
    [2, i64(from)],
    [3, meta],
  ])
  return { meta: chunk, rows: tally.rows, size: tally.size, bytes: at - from }
}
