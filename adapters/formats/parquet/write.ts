import type { Batch, ByteSink, Crew, Limits, Writer, Written } from '../../../src/index.ts'
import { countOf } from '../bytes.ts'
import type { Tally } from './chunk.ts'
import { type Coming, createComing, endAll } from './coming.ts'
import { endOf, onlyIndexes } from './copy.ts'
import { MAGIC } from './end.ts'
import { naming } from './fault.ts'
import type { Chunk, Group } from './group.ts'
import { type Filter, filterChunk, filterInto } from './job.ts'
import { copiedColumn, talliedColumn } from './made.ts'
import { offered } from './offer.ts'
import { conservation, createOutput, type OpenGroup, type Output, type ParquetHead } from './output.ts'
import { poolOf } from './pool.ts'
import { type Span, spanOf } from './span.ts'

/** A row group to take rows from. Nothing of it is in memory; each column is read when it is written. */
export interface ParquetRows {
  readonly head: ParquetHead
  readonly group: Group
  readonly limits: Limits
  /** Whether every page is decoded and written anew, which is what copying is held to. */
  readonly plain: boolean
}

type Rows = Batch<ParquetRows>

export interface ParquetWriter extends Writer<ParquetRows> {
  putBoth(batch: Rows, mask: Uint8Array, other: Writer<ParquetRows>, otherMask: Uint8Array): Promise<void>
}

/** What a writer lets another do that writes rows of the same batch. */
interface Inner {
  readonly head: ParquetHead
  readonly output: Output
  /** Writes the row groups that waited, since not all of the file passes. */
  proceed(): Promise<void>
  /** After an error nothing more is written: what stands behind it may be missing. */
  unlessFailed<T>(work: () => Promise<T>): Promise<T>
}

const inners = new WeakMap<Writer<ParquetRows>, Inner>()

/** A row group that one output takes rows of. */
interface Share {
  readonly output: Output
  readonly open: OpenGroup
  readonly mask: Uint8Array
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
export function writeParquet(head: ParquetHead, sink: ByteSink, crew?: Crew): ParquetWriter {
  const { name, footer, input } = head
  const output = createOutput(head, sink, crew)
  /** Row groups from the first on that stay whole: as long as that goes on, the file may be copied as one. */
  let waiting: ParquetRows[] | undefined = sink.copy && input.fill && []
  let failed: { readonly cause: unknown } | undefined
  const spanAt = ({ from, to }: Chunk): Promise<Span> => naming(name, () => spanOf(input, from, to))

  const put = async (payload: ParquetRows, mask: Uint8Array): Promise<void> => {
    const kept = keptOf(head, payload, mask)
    if (kept === 0) return
    if (waiting && kept === payload.group.rows && !payload.plain) waiting.push(payload)
    else {
      await proceed()
      await writeGroup(payload, mask, kept)
    }
  }
  const proceed = async (): Promise<void> => {
    const groups = waiting ?? []
    waiting = undefined
    for (const payload of groups)
      await writeGroup(payload, new Uint8Array(payload.group.rows).fill(1), payload.group.rows)
  }
  const writeGroup = async (payload: ParquetRows, mask: Uint8Array, kept: number): Promise<void> => {
    const { group, limits, plain } = payload
    const whole = kept === group.rows && !plain
    const open = await output.open(group, kept, whole)
    for (const [index, chunk] of group.chunks.entries()) {
      const span = await spanAt(chunk)
      const column = whole ? await naming(name, () => copiedColumn(group, index, span, limits)) : undefined
      if (column) await output.copy(open, column, span)
      else await filtered(payload, chunk, span, [{ output, open, mask }])
    }
  }
  /** Writes rows of a group to several outputs, each of which loses some. */
  const shareGroup = async (payload: ParquetRows, shares: readonly Share[]): Promise<void> => {
    for (const chunk of payload.group.chunks) await filtered(payload, chunk, await spanAt(chunk), shares)
  }
  /** Has a column filtered, here or elsewhere. */
  const filtered = async (
    { limits, plain }: ParquetRows,
    chunk: Chunk,
    span: Span,
    shares: readonly Share[],
  ): Promise<void> => {
    const { leaf } = chunk
    const filter: Filter = { name, chunk, masks: shares.map(({ mask }) => mask), limits, plain }
    const elsewhere = await offered(crew, { filter, span, file: input.fill && input.descriptor })
    if (!elsewhere && shares.every(({ output }) => output.idle)) {
      const starts = shares.map(({ output }) => output.at)
      const writes = shares.map(({ output }) => output.write)
      const tallies = await filterChunk(filter, span, writes)
      for (const [to, { output, open }] of shares.entries())
        await output.wrote(open, talliedColumn(leaf, tallies[to] as Tally), starts[to] as number)
      return
    }
    const comings = elsewhere ?? (await gathered(filter, span, shares))
    for (const [to, { output, open }] of shares.entries()) await output.add(open, comings[to] as Coming, span.size)
  }
  /** Filters a column that can't be written yet; what others make of those before is written meanwhile. */
  const gathered = async (filter: Filter, span: Span, shares: readonly Share[]): Promise<Coming[]> => {
    const pool = poolOf(crew)
    const comings = filter.masks.map(() => createComing(pool))
    const made = await filterInto(filter, span, pool, async (to, piece) => {
      comings[to]?.add(piece)
      await crew?.hear()
      for (const { output } of shares) await output.drain()
    })
    endAll(comings, made, filter.chunk.leaf)
    return comings
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
  const finish = async (): Promise<Written> => {
    if (waiting && sink.copy && (await isWhole(waiting)) && (await sink.copy(input)))
      return { rows: footer.rows, same: true }
    await proceed()
    return output.finish()
  }
  const unlessFailed = async <T>(work: () => Promise<T>): Promise<T> => {
    if (failed) throw failed.cause
    try {
      return await work()
    } catch (cause) {
      failed = { cause }
      throw cause
    }
  }

  const writer: ParquetWriter = {
    put: ({ payload }, mask) => unlessFailed(() => put(payload, mask)),
    async putBoth(batch, mask, other, otherMask) {
      const { payload } = batch
      const inner = inners.get(other)
      const kept = [keptOf(head, payload, mask), inner ? keptOf(inner.head, payload, otherMask) : 0] as const
      if (!inner || other === writer || kept.includes(0)) {
        await writer.put(batch, mask)
        return other.put(batch, otherMask)
      }
      const both = async (): Promise<void> => {
        await proceed()
        await inner.proceed()
        const { group } = payload
        await shareGroup(payload, [
          { output, open: await output.open(group, kept[0], false), mask },
          { output: inner.output, open: await inner.output.open(group, kept[1], false), mask: otherMask },
        ])
      }
      return unlessFailed(() => inner.unlessFailed(both))
    },
    finish: () => unlessFailed(finish),
  }
  inners.set(writer, { head, output, proceed, unlessFailed })
  return writer
}

/** How many rows of a group a mask keeps. */
function keptOf({ name, footer }: ParquetHead, { group, head }: ParquetRows, mask: Uint8Array): number {
  if (mask.length !== group.rows || head.footer !== footer)
    throw conservation(name, `a mask of ${mask.length} rows for ${group.rows}`)
  return countOf(1, mask)
}
