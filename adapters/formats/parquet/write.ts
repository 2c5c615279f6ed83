import {
  type Batch,
  type ByteSink,
  type ByteSource,
  type Crew,
  type Limits,
  ProvgateError,
  type Writer,
} from '../../../src/index.ts'
import { endOf, movedGroup, onlyIndexes } from './copy.ts'
import { binary, i64, int, list, struct } from './emit.ts'
import { endBytes, MAGIC } from './end.ts'
import { naming } from './fault.ts'
import type { Footer } from './footer.ts'
import type { Chunk, Group } from './group.ts'
import { type Filter, type Filtered, filterChunk, filterInto } from './job.ts'
import { createLine } from './line.ts'
import { copiedColumn, type MadeColumn, talliedColumn } from './made.ts'
import { offered } from './offer.ts'
import { giveRoom } from './pool.ts'
import { readRange } from './range.ts'
import { type Span, spanOf } from './span.ts'
import { type Stored, WIRE } from './thrift.ts'

/** What a writer needs of the file that it takes rows from. */
export interface ParquetHead {
  readonly name: string
  readonly footer: Footer
  readonly input: ByteSource
}

/** A row group to take rows from. Nothing of it is in memory; each column is read when it is written. */
export interface ParquetRows {
  readonly head: ParquetHead
  readonly group: Group
  readonly limits: Limits
  /** Whether every page is decoded and written anew, which is what copying is held to. */
  readonly plain: boolean
}

/** Bytes that are copied at once. */
const BLOCK = 1 << 20

/** A row group of which columns are being written. */
interface Open {
  readonly group: Group
  readonly kept: number
  /** Whether all its rows stay, and its columns need not be written anew. */
  readonly whole: boolean
  readonly entries: Stored[]
  /** Where its first column stands. */
  from: number
  size: number
}

/** A column that waits for its turn to be written. */
interface Waiting {
  readonly open: Open
  readonly column: MadeColumn
  write(): Promise<void>
}

/**
 * Writes the kept rows as Parquet with the schema, the key-value metadata and the column orders of the input, byte for
 * byte. A row group stays a row group. Of one that is kept whole the bytes are copied, and nothing is decompressed but
 * what shows that dictionaries tell of kept rows only; of others see `sieved`. Indexes, Bloom filters and the
 * statistics of row groups that lose rows are left out, since they may speak of rows that are gone. A file that is kept
 * whole is written as it is, to the last byte.
 *
 * Columns that lose rows are made by other threads, where there are any that have time. Whoever makes them, and however
 * long it takes, the bytes are the same.
 */
export function writeParquet(head: ParquetHead, sink: ByteSink, crew?: Crew): Writer<ParquetRows> {
  const { name, footer } = head
  const groups: Stored[] = []
  let at = 0
  let rows = 0
  /** Whether all that was written stands at the same place in the input. */
  let same = true
  /** Row groups from the first on that stay whole: as long as that goes on, the file may be copied as one. */
  let waiting: ParquetRows[] | undefined = sink.copy && head.input.fill && []
  let failed: { readonly cause: unknown } | undefined
  let writing: Promise<void> = Promise.resolve()
  const write = async (bytes: Uint8Array): Promise<void> => {
    await hand(bytes)
    await writing
  }
  let handed: Uint8Array | undefined
  /**
   * Writes what nobody changes any more, while the next is made: that it could not be is told by the call after.
   * @param room memory that others may have when this was written
   */
  const hand = async (bytes: Uint8Array, room?: Uint8Array): Promise<void> => {
    await writing
    if (handed) giveRoom(handed)
    handed = room
    if (bytes.length === 0) return
    writing = sink.write(bytes)
    writing.catch(() => undefined)
    at += bytes.length
  }
  let [room, other]: (Uint8Array | undefined)[] = []
  /** Writes bytes of the input as they are: some are read while those before are written. */
  const copy = async (span: Span): Promise<void> => {
    if (span.size <= BLOCK) return hand(span.bytes())
    for (let from = 0; from < span.size; from += BLOCK) {
      const part = span.part(from, Math.min(span.size, from + BLOCK))
      ;[room, other] = [other ?? new Uint8Array(BLOCK), room]
      part.copy(room)
      await hand(room.subarray(0, part.size))
    }
  }
  const spanAt = ({ from, to }: Chunk): Promise<Span> => naming(name, () => spanOf(head.input, from, to))
  const begin = (): Promise<void> => (at === 0 ? write(MAGIC) : Promise.resolve())

  /** Counts a column that was written from `from` on. */
  const taken = async (open: Open, column: MadeColumn, from: number): Promise<void> => {
    const { group, kept, entries } = open
    if (column.rows !== kept) throw conservation(name, `wrote ${column.rows} rows of a column for ${kept}`)
    same &&= column.from === from
    if (entries.length === 0) open.from = from
    open.size += column.size
    entries.push(await naming(name, () => column.entry(from)))
    if (entries.length === group.chunks.length) end(open)
  }
  const end = ({ group, kept, whole, entries, from, size }: Open): void => {
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
  const line = createLine<Waiting>(crew?.size ?? 0, async ({ open, column, write }) => {
    const from = at
    await write()
    await taken(open, column, from)
  })
  /** Has a column filtered, here or elsewhere. */
  const filtered = async (open: Open, filter: Filter, span: Span): Promise<void> => {
    const { leaf } = filter.chunk
    const elsewhere = await offered(crew, { filter, span, file: head.input.fill && head.input.descriptor })
    if (!elsewhere && line.empty) {
      const from = at
      return taken(open, talliedColumn(leaf, await filterChunk(filter, span, write)), from)
    }
    const made = ({ tally, bytes }: Filtered): Waiting => ({
      open,
      column: talliedColumn(leaf, tally),
      write: () => hand(bytes, bytes),
    })
    await line.add(elsewhere ? elsewhere.made.then(made) : made(await filterInto(filter, span)), span.size)
  }

  const put = async ({ payload }: Batch<ParquetRows>, mask: Uint8Array): Promise<void> => {
    const { group, head: origin, plain } = payload
    if (mask.length !== group.rows || origin.footer !== footer)
      throw conservation(name, `a mask of ${mask.length} rows for ${group.rows}`)
    let kept = 0
    for (let row = 0; row < mask.length; row++) kept += mask[row] as number
    if (kept === 0) return
    const whole = kept === group.rows && !plain
    if (whole && waiting) waiting.push(payload)
    else {
      await proceed()
      await writeGroup(payload, mask, kept)
    }
  }
  /** Writes the row groups that waited, since not all of the file passes. */
  const proceed = async (): Promise<void> => {
    const groups = waiting ?? []
    waiting = undefined
    for (const payload of groups)
      await writeGroup(payload, new Uint8Array(payload.group.rows).fill(1), payload.group.rows)
  }
  const writeGroup = async ({ group, limits, plain }: ParquetRows, mask: Uint8Array, kept: number): Promise<void> => {
    await begin()
    const whole = kept === group.rows && !plain
    const open: Open = { group, kept, whole, entries: [], from: at, size: 0 }
    for (const [index, chunk] of group.chunks.entries()) {
      const span = await spanAt(chunk)
      const column = whole ? await naming(name, () => copiedColumn(group, index, span, limits)) : undefined
      if (column) await line.add({ open, column, write: () => copy(span) }, head.input.fill ? 0 : span.size)
      else await filtered(open, { name, chunk, mask, limits, plain }, span)
    }
  }
  /** Whether these are all row groups, side by side, and their bytes say no more than their rows do. */
  const isWhole = async (groups: readonly ParquetRows[]): Promise<boolean> => {
    const rows = groups.reduce((sum, { group }) => sum + group.rows, 0)
    const end = endOf(
      groups.map(({ group }) => group),
      MAGIC.length,
    )
    if (rows === 0 || rows !== footer.rows || end === undefined || !onlyIndexes(footer, end)) return false
    for (const { group, limits } of groups)
      for (const [index, chunk] of group.chunks.entries()) {
        const span = await spanAt(chunk)
        if (!(await naming(name, () => copiedColumn(group, index, span, limits)))) return false
      }
    return true
  }
  const finish = async () => {
    if (waiting && sink.copy && (await isWhole(waiting)) && (await sink.copy(head.input)))
      return { rows: footer.rows, same: true }
    await proceed()
    await line.end()
    await begin()
    if (same && rows > 0 && rows === footer.rows && onlyIndexes(footer, at)) {
      while (at < footer.start)
        await write(await naming(name, () => readRange(head.input, at, Math.min(footer.start, at + BLOCK))))
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
  }
  /** After an error nothing more is written: what stands behind it may be missing. */
  const unlessFailed = async <T>(work: () => Promise<T>): Promise<T> => {
    if (failed) throw failed.cause
    try {
      return await work()
    } catch (cause) {
      failed = { cause }
      throw cause
    }
  }
  return {
    put: (batch, mask) => unlessFailed(() => put(batch, mask)),
    finish: () => unlessFailed(finish),
  }
}

function conservation(name: string, says: string): ProvgateError {
  return new ProvgateError('conservation', `\`${name}\`: ${says}`, { file: name })
}
