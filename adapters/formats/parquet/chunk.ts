import { CODECS, type Codec } from './codec.ts'
import { binary, i64, int, list, struct } from './emit.ts'
import type { Send } from './encode.ts'
import { ENCODING } from './layout.ts'
import { type Leaf, PHYSICAL } from './schema.ts'
import { type Stored, WIRE } from './thrift.ts'

/** A column chunk that was written, counted from its pages, wherever it comes to stand. Plain data. */
export interface Tally {
  readonly codec: Codec
  readonly encodings: readonly number[]
  /** Where the dictionary and the first page of data stand, from the first byte of the chunk on. */
  readonly dictionary: number | undefined
  readonly data: number
  readonly entries: number
  readonly rows: number
  /** Bytes of pages and headers before compression. */
  readonly size: number
  /** Bytes written. */
  readonly bytes: number
}

/** Takes bytes; they may be used for others when it is done. */
export type Write = (bytes: Uint8Array) => Promise<void>

/** A column of one row group that is written page by page. */
export interface ChunkWriter {
  readonly add: Send
  /** What was written so far. */
  tally(): Tally
}

export function createChunk(codec: Codec, write: Write): ChunkWriter {
  let [bytes, entries, rows, size] = [0, 0, 0, 0]
  let dictionary: number | undefined
  let data: number | undefined
  const encodings = new Set<number>()
  return {
    async add(page) {
      if (page.dictionary) dictionary = bytes
      else data ??= bytes
      encodings.add(page.encoding)
      size += page.header.length + page.size
      entries += page.dictionary ? 0 : page.entries
      rows += page.rows
      await write(page.header)
      await write(page.bytes)
      bytes += page.header.length + page.bytes.length
    },
    tally: () => ({
      codec,
      encodings: [...encodings],
      dictionary,
      data: data ?? 0,
      entries,
      rows,
      size,
      bytes,
    }),
  }
}

/** The entry of a chunk in its row group, when its first byte stands at `at`. */
export function entryOf(leaf: Leaf, tally: Tally, at: number): Stored {
  const { codec, dictionary, data, entries, size, bytes } = tally
  const encodings = new Set([...tally.encodings, ...(leaf.def > 0 || leaf.rep > 0 ? [ENCODING.rle] : [])])
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
    [5, i64(entries)],
    [6, i64(size)],
    [7, i64(bytes)],
    [9, i64(at + data)],
    [11, dictionary === undefined ? undefined : i64(at + dictionary)],
  ])
  return struct([
    [2, i64(at)],
    [3, meta],
  ])
}
