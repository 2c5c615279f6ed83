import type { ByteSource, Limits } from '../../../src/index.ts'
import type { Room } from '../arena.ts'
import { countOf } from '../bytes.ts'
import { damaged } from './fault.ts'
import type { Chunk } from './group.ts'
import { type Laid, layOut } from './laid.ts'
import type { Values } from './layout.ts'
import { type Page, readDictionary, readPage } from './page.ts'
import { spanOf } from './span.ts'

/** One column of one row group, decoded and counted: its rows and values are as many as the footer says. */
export interface Column {
  readonly chunk: Chunk
  readonly dictionary: Values | undefined
  readonly pages: readonly Page[]
}

/**
 * Reads and decodes a column of a row group: compressed and decoded, it is in memory once each.
 * @param room where its levels and indexes are put
 */
export async function readColumn(input: ByteSource, chunk: Chunk, limits: Limits, room?: Room): Promise<Column> {
  return decodeColumn(layOut(chunk, await spanOf(input, chunk.from, chunk.to), limits), limits, room)
}

export async function decodeColumn({ chunk, pages: laid }: Laid, limits: Limits, room?: Room): Promise<Column> {
  const { leaf, codec } = chunk
  const reading = { leaf, codec, most: limits.block, ...(room && { room }) }
  const pages: Page[] = []
  let dictionary: Values | undefined
  let rows = 0
  for (const { page } of laid) {
    if (page.kind === 'dictionary') {
      dictionary = await readDictionary(page, reading)
      continue
    }
    const decoded = await readPage(page, dictionary?.count ?? 0, reading)
    const started = startedRows(decoded)
    if (rows === 0 && (decoded.rep?.[0] ?? 0) !== 0) damaged('a column begins in the middle of a row')
    if (page.kind === 'data2' && started !== page.second.rows) damaged('a page miscounts its rows')
    rows += started
    pages.push(decoded)
  }
  if (rows !== chunk.rows) damaged(`column \`${leaf.path.join('.')}\` has ${rows} rows in a row group of ${chunk.rows}`)
  return { chunk, dictionary, pages }
}

/** Rows that begin in a page. A row may go on in the next page. */
export function startedRows(page: Page): number {
  return page.rep ? countOf(0, page.rep) : page.entries
}
