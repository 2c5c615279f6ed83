import { type Batch, type ByteSink, ProvgateError, type Writer } from '../../src/index.ts'
import { writeChunk } from './parquet-chunk.ts'
import { writableCodec } from './parquet-codec.ts'
import type { Column } from './parquet-column.ts'
import { binary, i64, int, list, struct } from './parquet-emit.ts'
import { encodePages, type Ready } from './parquet-encode.ts'
import { endBytes, MAGIC } from './parquet-end.ts'
import { naming } from './parquet-fault.ts'
import { filterColumn, usesWholeDictionary } from './parquet-filter.ts'
import type { Footer } from './parquet-footer.ts'
import type { Group } from './parquet-group.ts'
import { pageHeader } from './parquet-page.ts'
import { type Stored, WIRE } from './parquet-thrift.ts'

/** What a writer needs of the file that it takes rows from. */
export interface ParquetHead {
  readonly name: string
  readonly footer: Footer
}

/** A row group to take rows from. Nothing of it is in memory; each column is read when it is written. */
export interface ParquetRows {
  readonly head: ParquetHead
  readonly group: Group
  column(index: number): Promise<Column>
}

/**
 * Writes the kept rows as Parquet with the schema, the key-value metadata and the column orders of the input, byte for
 * byte. A row group stays a row group; of one that is kept whole, the pages are written again as they are. Statistics,
 * indexes, Bloom filters and checksums speak of rows that may be gone, and are left out.
 */
export function writeParquet(head: ParquetHead, sink: ByteSink): Writer<ParquetRows> {
  const groups: Stored[] = []
  let at = 0
  let rows = 0
  const write = async (bytes: Uint8Array): Promise<void> => {
    if (bytes.length === 0) return
    await sink.write(bytes)
    at += bytes.length
  }
  const begin = (): Promise<void> => (at === 0 ? write(MAGIC) : Promise.resolve())

  /** Writes one column, and returns its metadata, its sizes and how many rows it wrote. */
  const writeColumn = async (column: Column, mask: Uint8Array, all: boolean) => {
    const { leaf, codec: stored } = column.chunk
    const whole = all && usesWholeDictionary(column)
    const codec = whole ? stored : writableCodec(stored)
    const pages = whole
      ? storedPages(column)
      : encodePages(await naming(head.name, () => filterColumn(column, mask)), leaf, codec)
    return writeChunk(pages, { leaf, codec, at }, write)
  }

  return {
    async put(batch: Batch<ParquetRows>, mask: Uint8Array) {
      const { group, head: origin, column } = batch.payload
      if (mask.length !== group.rows || origin.footer !== head.footer)
        throw new ProvgateError('conservation', `\`${head.name}\`: a mask of ${mask.length} rows for ${group.rows}`, {
          file: head.name,
        })
      const kept = mask.reduce((sum, bit) => sum + bit, 0)
      if (kept === 0) return
      await begin()
      const from = at
      const chunks: Stored[] = []
      let size = 0
      for (let index = 0; index < group.chunks.length; index++) {
        const written = await writeColumn(await column(index), mask, kept === group.rows)
        if (written.rows !== kept)
          throw new ProvgateError(
            'conservation',
            `\`${head.name}\`: wrote ${written.rows} rows of a column for ${kept}`,
            { file: head.name },
          )
        size += written.size
        chunks.push(written.meta)
      }
      groups.push(
        struct([
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
      await write(
        endBytes({
          1: head.footer.raw(1) ?? int(1),
          2: head.footer.raw(2),
          3: i64(rows),
          4: list(WIRE.struct, groups),
          5: head.footer.raw(5),
          6: binary('provgate'),
          7: head.footer.raw(7),
        }),
      )
      return { rows }
    },
  }
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
