import type { ByteSource, Limits } from '../../src/index.ts'
import { damaged, tooMuch } from './parquet-fault.ts'
import type { Chunk } from './parquet-group.ts'
import type { Values } from './parquet-layout.ts'
import { type Page, readDictionary, readPage, type StoredPage, storedPage } from './parquet-page.ts'
import { readRange } from './parquet-range.ts'

/** One column of one row group, decoded and counted: its rows and values are as many as the footer says. */
export interface Column {
  readonly chunk: Chunk
  readonly dictionary: Values | undefined
  readonly pages: readonly Page[]
  /** The pages as they lie in the file, the dictionary first. */
  readonly stored: readonly StoredPage[]
}

/** Reads and decodes a column of a row group: compressed and decoded, it is in memory once each. */
export async function readColumn(input: ByteSource, chunk: Chunk, limits: Limits): Promise<Column> {
  const bytes = await readRange(input, chunk.from, chunk.to)
  const { leaf, codec } = chunk
  const pages: Page[] = []
  const stored: StoredPage[] = []
  let dictionary: Values | undefined
  let entries = 0
  let rows = 0
  let size = 0
  for (let at = 0; entries < chunk.entries; ) {
    if (at >= bytes.length)
      damaged(`column \`${leaf.path.join('.')}\` ends after ${entries} of ${chunk.entries} values`)
    const [page, next] = storedPage(bytes, at)
    at = next
    size += page.size
    if (size > limits.block)
      tooMuch(`column \`${leaf.path.join('.')}\` has more than ${limits.block} bytes in a row group`)
    if (page.kind === 'index') continue
    stored.push(page)
    if (page.kind === 'dictionary') {
      if (stored.length > 1) damaged('a dictionary does not stand at the head of its column')
      dictionary = await readDictionary(page, leaf, codec, limits.block)
      continue
    }
    entries += page.entries
    if (entries > chunk.entries) damaged(`column \`${leaf.path.join('.')}\` has more values than its footer says`)
    const decoded = await readPage(page, leaf, codec, dictionary?.count ?? 0, limits.block)
    const started = startedRows(decoded, pages.length === 0)
    if (page.kind === 'data2' && started !== page.second.rows) damaged('a page miscounts its rows')
    rows += started
    pages.push(decoded)
  }
  if (rows !== chunk.rows) damaged(`column \`${leaf.path.join('.')}\` has ${rows} rows in a row group of ${chunk.rows}`)
  return { chunk, dictionary, pages, stored }
}

function startedRows(page: Page, first: boolean): number {
  if (!page.rep) return page.entries
  if (first && page.entries > 0 && page.rep[0] !== 0) damaged('a column begins in the middle of a row')
  let rows = 0
  for (const level of page.rep) if (level === 0) rows++
  return rows
}
