import type { ByteSource, Limits } from '../../../src/index.ts'
import { damaged } from './fault.ts'
import type { Chunk } from './group.ts'
import { type Laid, readLaid } from './laid.ts'
import type { Values } from './layout.ts'
import { type Page, readDictionary, readPage, type StoredPage } from './page.ts'

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
  return decodeColumn(await readLaid(input, chunk, limits), limits)
}

export async function decodeColumn({ chunk, pages: laid }: Laid, limits: Limits): Promise<Column> {
  const { leaf, codec } = chunk
  const pages: Page[] = []
  let dictionary: Values | undefined
  let rows = 0
  for (const { page } of laid) {
    if (page.kind === 'dictionary') {
      dictionary = await readDictionary(page, leaf, codec, limits.block)
      continue
    }
    const decoded = await readPage(page, leaf, codec, dictionary?.count ?? 0, limits.block)
    const started = startedRows(decoded, pages.length === 0)
    if (page.kind === 'data2' && started !== page.second.rows) damaged('a page miscounts its rows')
    rows += started
    pages.push(decoded)
  }
  if (rows !== chunk.rows) damaged(`column \`${leaf.path.join('.')}\` has ${rows} rows in a row group of ${chunk.rows}`)
  return { chunk, dictionary, pages, stored: laid.map(({ page }) => page) }
}

/** Rows that begin in a page. A row may go on in the next page, but a column does not begin in the middle of one. */
function startedRows(page: Page, first: boolean): number {
  if (!page.rep) return page.entries
  if (first && page.entries > 0 && page.rep[0] !== 0) damaged('a column begins in the middle of a row')
  let rows = 0
  for (const level of page.rep) if (level === 0) rows++
  return rows
}
