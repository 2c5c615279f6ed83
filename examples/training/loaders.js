import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'

/**
 * A dataset as it lies on the Hub or in its cache: the rows of a Parquet file, one row group at a time.
 * @param {string} path
 * @returns {AsyncGenerator<Record<string, unknown>, void, void>}
 */
export async function* hubDataset(path) {
  const file = await asyncBufferFromFile(path)
  const metadata = await parquetMetadataAsync(file)
  let rowStart = 0
  for (const { num_rows: rows } of metadata.row_groups) {
    const rowEnd = rowStart + Number(rows)
    yield* await parquetReadObjects({ file, metadata, rowStart, rowEnd })
    rowStart = rowEnd
  }
}

/**
 * The records of a JSONL file.
 * @param {string} path
 * @returns {AsyncGenerator<Record<string, unknown>, void, void>}
 */
export async function* jsonlFile(path) {
  for await (const line of createInterface({ input: createReadStream(path) }))
    if (line.trim() !== '') yield JSON.parse(line)
}
