import type { Limits } from '../../../src/index.ts'
import { damaged, tooMuch } from './fault.ts'
import type { Chunk } from './group.ts'
import { type StoredPage, storedPage } from './page.ts'
import type { Span } from './span.ts'

/** A page as it lies in its chunk: its header from `from` on, then its body, up to `to`. */
export interface LaidPage {
  readonly page: StoredPage
  readonly from: number
  readonly body: number
  readonly to: number
}

/** One column of one row group as it lies in the file: of its pages only the headers are read. */
export interface Laid {
  readonly chunk: Chunk
  readonly span: Span
  /** The dictionary first, then the pages of data; pages of other kinds are left out. */
  readonly pages: readonly LaidPage[]
  /** Whether these pages are all that the chunk holds. */
  readonly full: boolean
}

/** Reads the headers of the pages of a column and holds what they count against the footer. */
export function layOut(chunk: Chunk, span: Span, limits: Limits): Laid {
  const what = `column \`${chunk.leaf.path.join('.')}\``
  const pages: LaidPage[] = []
  let [at, entries, size, told, seconds, others] = [0, 0, 0, 0, 0, 0]
  while (entries < chunk.entries) {
    if (at >= span.size) damaged(`${what} ends after ${entries} of ${chunk.entries} values`)
    const [page, body, to] = storedPage(span, at)
    const laid = { page, from: at, body, to }
    at = to
    size += page.size
    if (size > limits.block) tooMuch(`${what} has more than ${limits.block} bytes in a row group`)
    if (page.kind === 'index') {
      others++
      continue
    }
    pages.push(laid)
    if (page.kind === 'dictionary') {
      if (pages.length > 1) damaged('a dictionary does not stand at the head of its column')
      continue
    }
    entries += page.entries
    if (entries > chunk.entries) damaged(`${what} has more values than its footer says`)
    if (page.kind !== 'data2') continue
    seconds++
    told += page.second.rows
    if (chunk.leaf.rep === 0 && page.second.rows !== page.entries) damaged('a page miscounts its rows')
  }
  const data = pages.length - (pages[0]?.page.kind === 'dictionary' ? 1 : 0)
  if (seconds === data && told !== chunk.rows) damaged(`${what} has ${told} rows in a row group of ${chunk.rows}`)
  return { chunk, span, pages, full: at === span.size && others === 0 }
}
