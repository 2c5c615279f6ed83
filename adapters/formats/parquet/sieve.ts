import type { Limits } from '../../../src/index.ts'
import { giveBack, type Rooms, takeRooms } from '../codecs/rooms.ts'
import { type Codec, isKept, writableCodec } from './codec.ts'
import { startedRows } from './column.ts'
import { cut } from './cut.ts'
import { createEncoder, PAGE, type Ready } from './encode.ts'
import { damaged, tooMuch } from './fault.ts'
import { filterDictionary, filterPage, maskedRows, newOrder, type Order, type Part } from './filter.ts'
import type { Laid, LaidPage } from './laid.ts'
import { cutLarge } from './large.ts'
import { ENCODING, isDictionary } from './layout.ts'
import { readDictionary, readPage, type StoredPage } from './page.ts'
import { type Made, rewritten, type Sent, sentTo } from './rewrite.ts'
import type { Span } from './span.ts'

/**
 * The rows of a column for which each of the masks has a 1. Pages whose rows all go are not decompressed, pages whose
 * rows all stay are copied with their headers; the rest, and all that refer to a dictionary, which is made anew of what
 * is kept, are decoded, once for all masks. Which rows the pages of nested values hold stands in their levels, so that
 * each of these is decompressed.
 */
export function sieved(laid: Laid, masks: readonly Uint8Array[], limits: Limits): Made {
  const data = laid.pages.filter(({ page }) => page.kind !== 'dictionary')
  const indexed = data.filter(({ page }) => isDictionary(page.encoding)).length
  // What a dictionary keeps is known when all pages that refer to it were read, which stand before all others.
  if (data.slice(0, indexed).some(({ page }) => !isDictionary(page.encoding))) return rewritten(laid, masks, limits)
  const codecs = masks.map((mask) => codecOf(laid, data, mask))
  return { codecs, pages: withRooms((rooms) => pagesOf({ laid, data, indexed, masks, limits, codecs, rooms })) }
}

interface Sieve {
  readonly laid: Laid
  /** Its pages but for the dictionary, the first `indexed` of which refer to it. */
  readonly data: readonly LaidPage[]
  readonly indexed: number
  readonly masks: readonly Uint8Array[]
  readonly limits: Limits
  readonly codecs: readonly Codec[]
  readonly rooms: Rooms
}

/** A part, or a page as it is, for one of the outputs. */
interface Sifted {
  readonly to: number
  readonly part: Part | Ready
}

async function* pagesOf({ laid, data, indexed, masks, limits, codecs, rooms }: Sieve): AsyncGenerator<Sent> {
  const { leaf, codec: stored } = laid.chunk
  const { lists, parts } = rooms
  const reading = { leaf, codec: stored, most: limits.block, rooms, room: lists.room }
  const head = laid.pages[0]?.page.kind === 'dictionary' ? laid.pages[0].page : undefined
  if (head && head.entries > 1 << 24) tooMuch(`a dictionary has ${head.entries} values`)
  const outputs = masks.map((mask, to) => ({
    codec: codecs[to] as Codec,
    encoder: createEncoder(leaf, codecs[to] as Codec, rooms),
    order: newOrder(head?.entries ?? 0),
    rows: maskedRows(mask),
    first: [] as (Part | Ready)[],
  }))
  const sift = async function* (one: LaidPage): AsyncGenerator<Sifted> {
    const { page } = one
    lists.reset()
    const decode = () => readPage(page, head?.entries ?? 0, reading)
    const nested = leaf.rep > 0 ? await decode() : undefined
    const started = nested ? startedRows(nested) : page.entries
    if (page.kind === 'data2' && started !== page.second.rows) damaged('a page miscounts its rows')
    const cuts: { readonly to: number; readonly keep: Uint8Array; readonly order: Order }[] = []
    for (const [to, { codec, rows, order }] of outputs.entries()) {
      const keep = rows.next(nested ?? page)
      if (!keep.includes(1)) continue
      // Pages in a codec that is not written can not stand beside others. One that begins within a row follows its row.
      const copied = codec === stored && !keep.includes(0) && standsAlone(page) && (nested?.rep?.[0] ?? 0) === 0
      if (copied) yield { to, part: readyPage(laid.span, one, started) }
      else cuts.push({ to, keep, order })
    }
    if (cuts.length === 0) return
    const keeps = cuts.map(({ keep }) => keep)
    const slices = nested ? undefined : cutLarge(page, keeps, reading, PAGE)
    for (const slice of slices ?? cut(nested ?? (await decode()), keeps, leaf.def, PAGE))
      for (const [index, { to, order }] of cuts.entries()) {
        parts.reset()
        const part = filterPage(slice.page, slice.keeps[index] as Uint8Array, leaf.def, order, parts.room)
        if (part) yield { to, part }
      }
  }
  for (const page of data.slice(0, indexed)) for await (const { to, part } of sift(page)) outputs[to]?.first.push(part)
  const used = outputs.some(({ order }) => order.order.length > 0)
  const dictionary = head && used ? await readDictionary(head, reading) : undefined
  for (const [to, { encoder, order, first }] of outputs.entries()) {
    yield* sentTo(to, encoder.begin(dictionary && filterDictionary(dictionary, order)))
    for (const part of first) yield* sentTo(to, encoder.add(part))
  }
  for (const page of data.slice(indexed))
    for await (const { to, part } of sift(page))
      yield* sentTo(to, (outputs[to] as (typeof outputs)[0]).encoder.add(part))
  for (const [to, { rows, encoder }] of outputs.entries()) {
    rows.end()
    yield* sentTo(to, encoder.end())
  }
}

async function* withRooms(pages: (rooms: Rooms) => AsyncGenerator<Sent>): AsyncGenerator<Sent> {
  const rooms = takeRooms()
  try {
    yield* pages(rooms)
  } finally {
    giveBack(rooms)
  }
}

/**
 * The stored codec if it is written, if nothing has to be, or if most of what is kept is copied and it can be. Where the rows of nested pages begin is not known yet; their shares say enough here.
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
  return isKept(codec) && copied > sifted ? codec : writableCodec(codec)
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
