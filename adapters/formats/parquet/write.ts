import { type Batch, type ByteSink, type Limits, ProvgateError, type Writer } from '../../../src/index.ts'
import { type WrittenChunk, writeChunk } from './chunk.ts'
import { writableCodec } from './codec.ts'
import { type Column, decodeColumn } from './column.ts'
import { movedChunk, movedGroup, onlyIndexes, saysItsRowsOnly } from './copy.ts'
import { binary, i64, int, list, struct } from './emit.ts'
import { encodePages, type Ready } from './encode.ts'
import { endBytes, MAGIC } from './end.ts'
import { naming } from './fault.ts'
import { filterColumn, usesWholeDictionary } from './filter.ts'
import type { Footer } from './footer.ts'
import type { Group } from './group.ts'
import type { Laid } from './laid.ts'
import { pageHeader } from './page.ts'
import { sieved } from './sieve.ts'
import { type Stored, WIRE } from './thrift.ts'

/** What a writer needs of the file that it takes rows from. */
export interface ParquetHead {
  readonly name: string
  readonly footer: Footer
  /** Bytes of the file that stand before the footer. */
  range(from: number, to: number): Promise<Uint8Array>
}

/** A row group to take rows from. Nothing of it is in memory; each column is read when it is written. */
export interface ParquetRows {
  readonly head: ParquetHead
  readonly group: Group
  readonly limits: Limits
  /** Whether every page is decoded and written anew, which is what copying is held to. */
  readonly plain: boolean
  column(index: number): Promise<Laid>
}

/** Bytes that are copied at once. */
const BLOCK = 1 << 20

/**
 * Writes the kept rows as Parquet with the schema, the key-value metadata and the column orders of the input, byte for
 * byte. A row group stays a row group. Of one that is kept whole the bytes are copied, and nothing is decompressed but
 * what shows that dictionaries tell of kept rows only; of others see `sieved`. Indexes, Bloom filters and the
 * statistics of row groups that lose rows are left out, since they may speak of rows that are gone. A file that is kept
 * whole is written as it is, to the last byte.
 */
export function writeParquet(head: ParquetHead, sink: ByteSink): Writer<ParquetRows> {
  const { name, footer } = head
  const groups: Stored[] = []
  let at = 0
  let rows = 0
  /** Whether all that was written stands at the same place in the input. */
  let same = true
  const write = async (bytes: Uint8Array): Promise<void> => {
    if (bytes.length === 0) return
    await sink.write(bytes)
    at += bytes.length
  }
  const begin = (): Promise<void> => (at === 0 ? write(MAGIC) : Promise.resolve())

  /** Copies a column of which all rows stay, or returns undefined where its bytes say more than that. */
  const copied = async (laid: Laid, stored: Stored, limits: Limits): Promise<WrittenChunk | undefined> => {
    const { chunk, bytes, pages } = laid
    if (!(await naming(name, () => saysItsRowsOnly(laid, limits)))) return undefined
    same &&= at === chunk.from
    const meta = await naming(name, () => movedChunk(stored, chunk.from, at))
    await write(bytes)
    const size = pages.reduce((sum, { page, raw }) => sum + raw.length - page.bytes.length + page.size, 0)
    return { meta, rows: chunk.rows, size, bytes: bytes.length }
  }
  const rebuilt = async (laid: Laid, mask: Uint8Array, all: boolean, limits: Limits): Promise<WrittenChunk> => {
    const column = await naming(name, () => decodeColumn(laid, limits))
    const { leaf, codec: stored } = column.chunk
    const whole = all && usesWholeDictionary(column)
    const codec = whole ? stored : writableCodec(stored)
    const pages = whole
      ? storedPages(column)
      : encodePages(await naming(name, () => filterColumn(column, mask)), leaf, codec)
    return writeChunk(pages, { leaf, codec, at }, write)
  }

  return {
    async put({ payload: { group, head: origin, limits, plain, column } }: Batch<ParquetRows>, mask: Uint8Array) {
      if (mask.length !== group.rows || origin.footer !== footer)
        throw conservation(name, `a mask of ${mask.length} rows for ${group.rows}`)
      let kept = 0
      for (let row = 0; row < mask.length; row++) kept += mask[row] as number
      if (kept === 0) return
      await begin()
      const all = kept === group.rows
      const from = at
      const chunks: Stored[] = []
      let size = 0
      for (let index = 0; index < group.chunks.length; index++) {
        const laid = await column(index)
        const copy = all && !plain ? await copied(laid, group.columns[index] as Stored, limits) : undefined
        same &&= copy !== undefined
        const one =
          copy ??
          (plain || all
            ? await rebuilt(laid, mask, all, limits)
            : await sieved(laid, mask, { name, limits, at, write }))
        if (one.rows !== kept) throw conservation(name, `wrote ${one.rows} rows of a column for ${kept}`)
        size += one.size
        chunks.push(one.meta)
      }
      groups.push(
        all && !plain
          ? movedGroup(group, chunks, { from, bytes: at - from, size, ordinal: groups.length })
          : struct([
              [1, list(WIRE.struct, chunks)],
              [2, i64(size)],
              [3, i64(kept)],
              [4, group.sorting],
              [5, i64(from)],
              [6, i64(at - from)],
            ]),
      )
      rows += kept
    },
    async finish() {
      await begin()
      if (same && rows > 0 && rows === footer.rows && onlyIndexes(footer, at)) {
        while (at < footer.start) await write(await head.range(at, Math.min(footer.start, at + BLOCK)))
        await write(footer.end)
        return { rows }
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

function conservation(name: string, says: string): ProvgateError {
  return new ProvgateError('conservation', `\`${name}\`: ${says}`, { file: name })
}

/** The pages of a column that is kept whole, under new headers. */
function* storedPages(column: Column): Generator<Ready> {
  let next = 0
  for (const page of column.stored) {
    const dictionary = page.kind === 'dictionary'
    const decoded = dictionary ? undefined : column.pages[next++]
    const rows = decoded?.rep
      ? decoded.rep.reduce((sum, level) => sum + (level === 0 ? 1 : 0), 0)
      : (decoded?.entries ?? 0)
    const { bytes, size, encoding, entries } = page
    yield { header: pageHeader(page), bytes, size, encoding, entries, rows, dictionary }
  }
}
