import type { Limits } from '../../../src/index.ts'
import { type WrittenChunk, writeChunk } from './chunk.ts'
import { type Codec, writableCodec } from './codec.ts'
import { decodeColumn } from './column.ts'
import { encodePages, type Ready } from './encode.ts'
import { naming, tooMuch } from './fault.ts'
import { filterColumn, filterDictionary, filterPage, newOrder, type Part } from './filter.ts'
import type { Laid, LaidPage } from './laid.ts'
import { isDictionary } from './layout.ts'
import { readDictionary, readPage } from './page.ts'

/** Where a column is written, and what is said of its file. */
interface Place {
  readonly name: string
  readonly limits: Limits
  readonly at: number
  write(bytes: Uint8Array): Promise<void>
}

/** A page of data with the part of the mask that speaks of it, and what becomes of it. */
interface Sorted extends LaidPage {
  readonly keep: Uint8Array
  readonly fate: 'copy' | 'skip' | 'sift'
}

/**
 * Writes the rows of a column whose `mask` is 1, where some are not. Pages whose rows all go are not decompressed, pages
 * whose rows all stay are copied with their headers; the rest, and all that refer to a dictionary, which is made anew of
 * what is kept, are decoded. Where nested values make a row of many entries, every page is decoded.
 */
export async function sieved(laid: Laid, mask: Uint8Array, place: Place): Promise<WrittenChunk> {
  const { name, limits, at, write } = place
  const { leaf, codec: stored } = laid.chunk
  if (leaf.rep > 0) {
    const codec = writableCodec(stored)
    const kept = await naming(name, async () => filterColumn(await decodeColumn(laid, limits), mask))
    return writeChunk(encodePages(kept, leaf, codec), { leaf, codec, at }, write)
  }
  const pages = sort(laid, mask)
  const codec = codecOf(stored, pages)
  // Pages in a codec that is not written can not stand beside others.
  const known = codec === stored
  const order = newOrder(await naming(name, () => entriesOf(laid)))
  const sift = ({ page, keep }: Sorted): Promise<Part | undefined> =>
    naming(name, async () => {
      const count = order.renumber.length
      return filterPage(await readPage(page, leaf, stored, count, limits.block), keep, leaf.def, order)
    })
  // What the dictionary keeps is known when all pages that refer to it were read.
  const indexed = new Map<Sorted, Part | undefined>()
  for (const page of pages)
    if (page.fate === 'sift' && isDictionary(page.page.encoding)) indexed.set(page, await sift(page))
  const head = laid.pages[0]?.page
  const dictionary =
    order.order.length > 0 && head
      ? await naming(name, async () => filterDictionary(await readDictionary(head, leaf, stored, limits.block), order))
      : undefined

  async function* parts(): AsyncGenerator<Part | Ready> {
    for (const page of pages) {
      if (page.fate === 'skip') continue
      if (page.fate === 'copy' && known) yield readyPage(page)
      else {
        const part = indexed.has(page) ? indexed.get(page) : await sift(page)
        if (part) yield part
      }
    }
  }
  return writeChunk(encodePages({ dictionary, parts: parts() }, leaf, codec), { leaf, codec, at }, write)
}

function entriesOf({ pages }: Laid): number {
  const head = pages[0]?.page
  if (head?.kind !== 'dictionary') return 0
  return head.entries > 1 << 24 ? tooMuch(`a dictionary has ${head.entries} values`) : head.entries
}

function sort({ pages }: Laid, mask: Uint8Array): Sorted[] {
  const sorted: Sorted[] = []
  let row = 0
  for (const laid of pages) {
    if (laid.page.kind === 'dictionary') continue
    const keep = mask.subarray(row, row + laid.page.entries)
    row += laid.page.entries
    const whole = !keep.includes(0) && !isDictionary(laid.page.encoding)
    sorted.push({ ...laid, keep, fate: keep.includes(1) ? (whole ? 'copy' : 'sift') : 'skip' })
  }
  return sorted
}

/** The codec of the pages if it is written, or if most of what is kept is copied; then the few others are stored. */
function codecOf(stored: Codec, pages: readonly Sorted[]): Codec {
  const size = (fate: Sorted['fate']): number =>
    pages.reduce((sum, page) => sum + (page.fate === fate ? page.raw.length : 0), 0)
  return stored === 'ZSTD' && size('copy') > size('sift') ? stored : writableCodec(stored)
}

function readyPage({ page, raw }: LaidPage): Ready {
  const { bytes, size, encoding, entries } = page
  const header = raw.subarray(0, raw.length - bytes.length)
  return { header, bytes, size, encoding, entries, rows: entries, dictionary: false }
}
