import type { Limits } from '../../../src/index.ts'
import { giveBack, type Rooms, takeRooms } from '../codecs/rooms.ts'
import { type Codec, isKept, writableCodec } from './codec.ts'
import { startedRows } from './column.ts'
import { cut } from './cut.ts'
import { createEncoder, type Encoder, PAGE, type Ready, type Send } from './encode.ts'
import { damaged, tooMuch } from './fault.ts'
import { filterDictionary, filterPage, maskedRows, newOrder, type Order, type Part } from './filter.ts'
import type { Laid, LaidPage } from './laid.ts'
import { cutLarge } from './large.ts'
import { ENCODING, isDictionary } from './layout.ts'
import { type Reading, readDictionary, readPage, type StoredPage } from './page.ts'
import { type Made, rewritten } from './rewrite.ts'
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
  return {
    codecs,
    async send(to) {
      const rooms = takeRooms()
      try {
        const outputs = masks.map((mask, index) =>
          outputOf(laid, mask, codecs[index] as Codec, to[index] as Send, rooms),
        )
        await sieve(laid, { data, indexed, outputs, limits, rooms })
      } finally {
        giveBack(rooms)
      }
    },
  }
}

/** What gets the rows of one mask. */
interface Output {
  readonly codec: Codec
  readonly encoder: Encoder
  readonly order: Order
  readonly rows: ReturnType<typeof maskedRows>
  /** Parts by dictionary, which wait until it is known. */
  readonly first: (Part | Ready)[]
}

function outputOf({ chunk, pages }: Laid, mask: Uint8Array, codec: Codec, send: Send, rooms: Rooms): Output {
  return {
    codec,
    encoder: createEncoder(chunk.leaf, codec, send, rooms),
    order: newOrder(dictionaryOf(pages)?.entries ?? 0),
    rows: maskedRows(mask),
    first: [],
  }
}

const dictionaryOf = (pages: readonly LaidPage[]): StoredPage | undefined =>
  pages[0]?.page.kind === 'dictionary' ? pages[0].page : undefined

interface Sieve {
  /** The pages of a column but for the dictionary, the first `indexed` of which refer to it. */
  readonly data: readonly LaidPage[]
  readonly indexed: number
  readonly outputs: readonly Output[]
  readonly limits: Limits
  readonly rooms: Rooms
}

async function sieve(laid: Laid, { data, indexed, outputs, limits, rooms }: Sieve): Promise<void> {
  const { leaf, codec } = laid.chunk
  const reading = { leaf, codec, most: limits.block, rooms, room: rooms.lists.room }
  const head = dictionaryOf(laid.pages)
  if (head && head.entries > 1 << 24) tooMuch(`a dictionary has ${head.entries} values`)
  const sifting = { span: laid.span, reading, rooms, entries: head?.entries ?? 0 }
  for (const page of data.slice(0, indexed))
    await sift(page, outputs, sifting, async ({ first }, part) => {
      first.push(part)
    })
  const used = outputs.some(({ order }) => order.order.length > 0)
  const dictionary = head && used ? await readDictionary(head, reading) : undefined
  for (const { encoder, order, first } of outputs) {
    await encoder.begin(dictionary && filterDictionary(dictionary, order))
    for (const part of first) await encoder.add(part)
  }
  for (const page of data.slice(indexed)) await sift(page, outputs, sifting, ({ encoder }, part) => encoder.add(part))
  for (const { rows, encoder } of outputs) {
    rows.end()
    await encoder.end()
  }
}

interface Sifting {
  readonly span: Span
  readonly reading: Reading
  readonly rooms: Rooms
  /** Of the dictionary. */
  readonly entries: number
}

/** Takes a part, or a page as it is, of which nothing is used when this is done, but for the levels and indexes of a part. */
type Take = (output: Output, part: Part | Ready) => Promise<void>

/** Gives each output what it keeps of a page. */
async function sift(one: LaidPage, outputs: readonly Output[], sifting: Sifting, take: Take): Promise<void> {
  const { page } = one
  const { span, reading, rooms, entries } = sifting
  const { leaf, codec: stored } = reading
  rooms.lists.reset()
  const nested = leaf.rep > 0 ? await readPage(page, entries, reading) : undefined
  const started = nested ? startedRows(nested) : page.entries
  if (page.kind === 'data2' && started !== page.second.rows) damaged('a page miscounts its rows')
  const keepers: Output[] = []
  const keeps: Uint8Array[] = []
  for (const output of outputs) {
    const keep = output.rows.next(nested ?? page)
    if (!keep.includes(1)) continue
    // Pages in a codec that is not written can not stand beside others. One that begins within a row follows its row.
    const copied = output.codec === stored && !keep.includes(0) && standsAlone(page) && (nested?.rep?.[0] ?? 0) === 0
    if (copied) await take(output, readyPage(span, one, started))
    else {
      keepers.push(output)
      keeps.push(keep)
    }
  }
  if (keepers.length === 0) return
  const slices = nested ? undefined : cutLarge(page, keeps, reading, PAGE)
  for (const slice of slices ?? cut(nested ?? (await readPage(page, entries, reading)), keeps, leaf.def, PAGE))
    for (let i = 0; i < keepers.length; i++) {
      const output = keepers[i] as Output
      rooms.parts.reset()
      const part = filterPage(slice.page, slice.keeps[i] as Uint8Array, leaf.def, output.order, rooms.parts.room)
      if (part) await take(output, part)
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
