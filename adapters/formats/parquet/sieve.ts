import type { Limits } from '../../../src/index.ts'
import { giveBack, type Rooms, takeRooms } from '../codecs/rooms.ts'
import { type Codec, writableCodec } from './codec.ts'
import { startedRows } from './column.ts'
import { cut } from './cut.ts'
import { encodePages, PAGE, type Ready } from './encode.ts'
import { damaged, tooMuch } from './fault.ts'
import { filterDictionary, filterPage, maskedRows, newOrder, type Part } from './filter.ts'
import type { Laid, LaidPage } from './laid.ts'
import { cutLarge } from './large.ts'
import { ENCODING, isDictionary } from './layout.ts'
import { readDictionary, readPage, type StoredPage } from './page.ts'
import { type Made, rewritten } from './rewrite.ts'
import type { Span } from './span.ts'

/**
 * The rows of a column whose `mask` is 1. Pages whose rows all go are not decompressed, pages whose rows all stay are
 * copied with their headers; the rest, and all that refer to a dictionary, which is made anew of what is kept, are
 * decoded. Which rows the pages of nested values hold stands in their levels, so that each of these is decompressed.
 */
export function sieved(laid: Laid, mask: Uint8Array, limits: Limits): Made {
  const data = laid.pages.filter(({ page }) => page.kind !== 'dictionary')
  const indexed = data.filter(({ page }) => isDictionary(page.encoding)).length
  // What a dictionary keeps is known when all pages that refer to it were read, which stand before all others.
  if (data.slice(0, indexed).some(({ page }) => !isDictionary(page.encoding))) return rewritten(laid, mask, limits)
  const codec = codecOf(laid, data, mask)
  return { codec, pages: withRooms((rooms) => pagesOf({ laid, data, indexed, mask, limits, codec, rooms })) }
}

interface Sieve {
  readonly laid: Laid
  /** Its pages but for the dictionary, the first `indexed` of which refer to it. */
  readonly data: readonly LaidPage[]
  readonly indexed: number
  readonly mask: Uint8Array
  readonly limits: Limits
  readonly codec: Codec
  readonly rooms: Rooms
}

async function* pagesOf({ laid, data, indexed, mask, limits, codec, rooms }: Sieve): AsyncGenerator<Ready> {
  const { leaf, codec: stored } = laid.chunk
  const reading = { leaf, codec: stored, most: limits.block, rooms }
  const head = laid.pages[0]?.page.kind === 'dictionary' ? laid.pages[0].page : undefined
  if (head && head.entries > 1 << 24) tooMuch(`a dictionary has ${head.entries} values`)
  const order = newOrder(head?.entries ?? 0)
  const rows = maskedRows(mask)
  const sift = async function* (one: LaidPage): AsyncGenerator<Part | Ready> {
    const { page } = one
    const decode = () => readPage(page, order.renumber.length, reading)
    const nested = leaf.rep > 0 ? await decode() : undefined
    const started = nested ? startedRows(nested) : page.entries
    if (page.kind === 'data2' && started !== page.second.rows) damaged('a page miscounts its rows')
    const keep = rows.next(nested ?? page)
    if (!keep.includes(1)) return
    // Pages in a codec that is not written can not stand beside others. One that begins within a row follows its row.
    const copied = codec === stored && !keep.includes(0) && standsAlone(page) && (nested?.rep?.[0] ?? 0) === 0
    if (copied) return yield readyPage(laid.span, one, started)
    const slices = nested ? undefined : cutLarge(page, keep, reading, PAGE)
    for (const slice of slices ?? cut(nested ?? (await decode()), keep, leaf.def, PAGE)) {
      const part = filterPage(slice.page, slice.keep, leaf.def, order)
      if (part) yield part
    }
  }
  const first: (Part | Ready)[] = []
  for (const page of data.slice(0, indexed)) for await (const part of sift(page)) first.push(part)
  const dictionary =
    head && order.order.length > 0 ? filterDictionary(await readDictionary(head, reading), order) : undefined
  const parts = async function* (): AsyncGenerator<Part | Ready> {
    yield* first
    for (const page of data.slice(indexed)) yield* sift(page)
    rows.end()
  }
  yield* encodePages({ dictionary, parts: parts() }, leaf, codec, rooms)
}

async function* withRooms(pages: (rooms: Rooms) => AsyncGenerator<Ready>): AsyncGenerator<Ready> {
  const rooms = takeRooms()
  try {
    yield* pages(rooms)
  } finally {
    giveBack(rooms)
  }
}

/**
 * The stored codec if it is written, if nothing has to be, or if most of what is kept is copied; then the few others are
 * stored. Where the rows of nested pages begin is not known yet; their shares say enough here.
 */
function codecOf({ chunk }: Laid, data: readonly LaidPage[], mask: Uint8Array): Codec {
  const { codec, leaf, entries } = chunk
  let [copied, sifted, seen] = [0, 0, 0]
  for (const { page, from: start, to } of data) {
    const from = Math.floor((seen * mask.length) / entries)
    seen += page.entries
    const keep = mask.subarray(from, Math.ceil((seen * mask.length) / entries))
    if (keep.includes(0) || !standsAlone(page)) sifted += keep.includes(1) ? to - start : 0
    else copied += to - start
  }
  if (leaf.rep === 0 && sifted === 0) return codec
  return codec === 'ZSTD' && copied > sifted ? codec : writableCodec(codec)
}

/** Whether its values need no dictionary, and no page before it, as those of old writers did that tell prefixes. */
function standsAlone({ encoding }: StoredPage): boolean {
  return !isDictionary(encoding) && encoding !== ENCODING.deltaBytes
}

function readyPage(span: Span, { page, from, body, to }: LaidPage, rows: number): Ready {
  const { size, encoding, entries } = page
  const bytes = span.bytes(from, to)
  const header = bytes.subarray(0, body - from)
  return { header, bytes: bytes.subarray(body - from), size, encoding, entries, rows, dictionary: false }
}
