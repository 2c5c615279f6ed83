import type { Limits } from '../../../src/index.ts'
import { damaged, tooMuch } from './fault.ts'
import type { Chunk } from './group.ts'
import { type StoredPage, storedPage } from './page.ts'

/** A page as it lies in its chunk. */
export interface LaidPage {
  readonly page: StoredPage
  /** Its header and its bytes. */
  readonly raw: Uint8Array
}

/** One column of one row group as it lies in the file: nothing is decompressed, the headers of its pages are read. */
export interface Laid {
  readonly chunk: Chunk
  readonly bytes: Uint8Array
  /** The dictionary first, then the pages of data; pages of other kinds are left out. */
  readonly pages: readonly LaidPage[]
  /** Whether these pages are all that the chunk holds. */
  readonly full: boolean
}

/** Reads the headers of the pages of a column and holds what they count against the footer. */
export function layOut(chunk: Chunk, bytes: Uint8Array, limits: Limits): Laid {
  const what = `column \`${chunk.leaf.path.join('.')}\``
  const pages: LaidPage[] = []
  let [at, entries, size, told, seconds, others] = [0, 0, 0, 0, 0, 0]
  while (entries < chunk.entries) {
    if (at >= bytes.length) damaged(`${what} ends after ${entries} of ${chunk.entries} values`)
    const [page, next] = storedPage(bytes, at)
    const raw = bytes.subarray(at, next)
    at = next
    size += page.size
    if (size > limits.block) tooMuch(`${what} has more than ${limits.block} bytes in a row group`)
    if (page.kind === 'index') {
      others++
      continue
    }
    pages.push({ page, raw })
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
  return { chunk, bytes, pages, full: at === bytes.length && others === 0 }
}
