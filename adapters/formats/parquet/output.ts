import { type ByteSink, type ByteSource, type Crew, ProvgateError, type Written } from '../../../src/index.ts'
import type { Coming } from './coming.ts'
import { movedGroup, onlyIndexes } from './copy.ts'
import { binary, i64, int, list, struct } from './emit.ts'
import { endBytes, MAGIC } from './end.ts'
import { naming } from './fault.ts'
import type { Footer } from './footer.ts'
import type { Group } from './group.ts'
import { createLine, type Work } from './line.ts'
import type { MadeColumn } from './made.ts'
import { readRange } from './range.ts'
import type { Span } from './span.ts'
import { type Stored, WIRE } from './thrift.ts'

/** What a writer needs of the file that it takes rows from. */
export interface ParquetHead {
  readonly name: string
  readonly footer: Footer
  readonly input: ByteSource
}

/** A row group of which columns are being written. */
export interface OpenGroup {
  readonly group: Group
  readonly kept: number
  /** Whether all its rows stay, and its columns need not be written anew. */
  readonly whole: boolean
  readonly entries: Stored[]
  /** Where its first column stands. */
  from: number
  size: number
}

/** A Parquet file that is written column by column. */
export interface Output {
  /** Whether no column waits for its turn. */
  readonly idle: boolean
  /** Bytes so far. */
  readonly at: number
  open(group: Group, kept: number, whole: boolean): Promise<OpenGroup>
  /** Has a column written as its bytes in the input are, when its turn comes. */
  copy(open: OpenGroup, column: MadeColumn, span: Span): Promise<void>
  /** Has a column written that is being made, when its turn comes; `size` is what that holds. */
  add(open: OpenGroup, coming: Coming, size: number): Promise<void>
  /** Writes what there is of columns that are being made. */
  drain(): Promise<void>
  /** Writes bytes of a column, while `idle`. */
  write(bytes: Uint8Array): Promise<void>
  /** Counts a column that was written from byte `from` on. */
  wrote(open: OpenGroup, column: MadeColumn, from: number): Promise<void>
  finish(): Promise<Written>
}

/** Bytes that are copied at once. */
const BLOCK = 1 << 20

/**
 * Begins a file with the schema, the key-value metadata and the column orders of another, byte for byte. One that comes
 * to be the same up to its end is ended as it was, to the last byte.
 */
export function createOutput({ name, footer, input }: ParquetHead, sink: ByteSink, crew?: Crew): Output {
  const groups: Stored[] = []
  let at = 0
  let rows = 0
  /** Whether all that was written stands at the same place in the input. */
  let same = true
  let writing: Promise<void> = Promise.resolve()
  let free: (() => void) | undefined
  /**
   * Writes what nobody changes any more, while the next is made: that it could not be is told by the call after.
   * @param written called when others may have their memory
   */
  const hand = async (bytes: Uint8Array, written?: () => void): Promise<void> => {
    await writing
    free?.()
    free = written
    if (bytes.length === 0) return
    writing = sink.write(bytes)
    writing.catch(() => undefined)
    at += bytes.length
  }
  const write = async (bytes: Uint8Array): Promise<void> => {
    await hand(bytes)
    await writing
  }
  let [room, other]: (Uint8Array | undefined)[] = []
  /** Some bytes are read while those before are written. */
  const handAll = async (span: Span): Promise<void> => {
    if (span.size <= BLOCK) return hand(span.bytes())
    for (let from = 0; from < span.size; from += BLOCK) {
      const part = span.part(from, Math.min(span.size, from + BLOCK))
      ;[room, other] = [other ?? new Uint8Array(BLOCK), room]
      part.copy(room)
      await hand(room.subarray(0, part.size))
    }
  }
  const begin = (): Promise<void> => (at === 0 ? write(MAGIC) : Promise.resolve())
  const taken = async (open: OpenGroup, column: MadeColumn, from: number): Promise<void> => {
    const { group, kept, entries } = open
    if (column.rows !== kept) throw conservation(name, `wrote ${column.rows} rows of a column for ${kept}`)
    same &&= column.from === from
    if (entries.length === 0) open.from = from
    open.size += column.size
    entries.push(await naming(name, () => column.entry(from)))
    if (entries.length === group.chunks.length) end(open)
  }
  const end = ({ group, kept, whole, entries, from, size }: OpenGroup): void => {
    groups.push(
      whole
        ? movedGroup(group, entries, { from, bytes: at - from, size, ordinal: groups.length })
        : struct([
            [1, list(WIRE.struct, entries)],
            [2, i64(size)],
            [3, i64(kept)],
            [4, group.sorting],
            [5, i64(from)],
            [6, i64(at - from)],
          ]),
    )
    rows += kept
  }
  const line = createLine(crew?.size ?? 0)

  return {
    get idle() {
      return line.empty
    },
    get at() {
      return at
    },
    async open(group, kept, whole) {
      await begin()
      return { group, kept, whole, entries: [], from: at, size: 0 }
    },
    copy(open, column, span) {
      const take = async (): Promise<void> => {
        const from = at
        await handAll(span)
        await taken(open, column, from)
      }
      return line.add({ ready: true, begin: async () => undefined, take }, input.fill ? 0 : span.size)
    },
    add(open, coming, size) {
      let from: number | undefined
      const begin = async (): Promise<void> => {
        from ??= at
        for (const piece of coming.pieces()) await hand(piece, () => coming.free(piece))
      }
      const take = async (): Promise<void> => {
        for (let ended = false; !ended; await coming.more()) {
          // What comes while pieces are written is taken in another round.
          ended = coming.ended
          await begin()
        }
        await taken(open, coming.column(), from as number)
      }
      const work: Work = {
        get ready() {
          return coming.ended
        },
        begin,
        take,
      }
      return line.add(work, size)
    },
    drain: line.drain,
    write,
    wrote: taken,
    async finish() {
      await line.end()
      await begin()
      if (same && rows > 0 && rows === footer.rows && onlyIndexes(footer, at)) {
        while (at < footer.start)
          await write(await naming(name, () => readRange(input, at, Math.min(footer.start, at + BLOCK))))
        await write(footer.end)
        return { rows, same: true }
      }
      await write(
        endBytes({
          1: footer.raw(1) ?? int(1),
          2: footer.raw(2),
          3: i64(rows),
          4: list(WIRE.struct, groups),
          5: footer.raw(5),
          6: binary('provgate'),
          7: footer.raw(7),
        }),
      )
      return { rows }
    },
  }
}

export function conservation(name: string, says: string): ProvgateError {
  return new ProvgateError('conservation', `\`${name}\`: ${says}`, { file: name })
}
