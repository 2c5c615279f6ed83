import { fresh, type Room } from '../arena.ts'
import { countOf } from '../bytes.ts'
import type { Rooms } from '../codecs/rooms.ts'
import { type Codec, decompress } from './codec.ts'
import { bool, int, struct } from './emit.ts'
import { damaged, tooMuch, unsupported } from './fault.ts'
import { readHybrid } from './hybrid.ts'
import { ENCODING, isDictionary, type Values } from './layout.ts'
import type { Leaf } from './schema.ts'
import type { Span } from './span.ts'
import { type Stored, type Struct, thriftStruct } from './thrift.ts'
import { readIndexes, readValues } from './values.ts'

/** What the header of a page says. */
export interface PageHead {
  readonly kind: 'data' | 'data2' | 'dictionary' | 'index'
  /** Bytes of the page, and of what is stored of it, which may be compressed. */
  readonly size: number
  readonly stored: number
  readonly encoding: number
  readonly entries: number
  /** Encodings of the two kinds of levels in a page of version 1. */
  readonly levels: readonly [def: number, rep: number]
  readonly second: {
    readonly nulls: number
    readonly rows: number
    readonly def: number
    readonly rep: number
    readonly packed: boolean
  }
}

/** A page as it lies in the file. */
export interface StoredPage extends PageHead {
  readonly body: Span
}

/** A decoded data page. `def` and `rep` are missing where the column has no such level. */
export interface Page {
  readonly entries: number
  readonly def: Uint8Array | undefined
  readonly rep: Uint8Array | undefined
  readonly encoding: number
  /** One of the two: indexes into the chunk's dictionary, or the values that are there. */
  readonly indexes: Uint32Array | undefined
  readonly values: Values | undefined
}

const KINDS = ['data', 'index', 'dictionary', 'data2'] as const

/** Bytes of a header, unless it tells long values. */
const HEAD = 512

function headerAt(chunk: Span, from: number): Struct {
  for (let size = HEAD; ; size *= 8) {
    const bytes = chunk.bytes(from, Math.min(chunk.size, from + size))
    try {
      return thriftStruct(bytes)
    } catch (cause) {
      // What is cut off is read further.
      if (from + bytes.length === chunk.size) throw cause
    }
  }
}

/** The page that starts at `from`, and where its body and the next page do. */
export function storedPage(chunk: Span, from: number): [page: StoredPage, body: number, next: number] {
  const header = headerAt(chunk, from)
  const kind = KINDS[header.int(1) ?? -1] ?? unsupported('a page is of an unknown kind')
  const size = header.int(2) ?? -1
  const stored = header.int(3) ?? -1
  if (size < 0 || stored < 0 || size > 0x7fffffff) damaged('a page has a negative size')
  const start = from + header.end
  const to = start + stored
  if (to > chunk.size) damaged('a page runs past the end of its column')
  const own = header.struct(kind === 'data' ? 5 : kind === 'data2' ? 8 : kind === 'dictionary' ? 7 : 6)
  if (!own && kind !== 'index') damaged('the header of a page is not whole')
  const number = (id: number): number => {
    const value = own?.int(id) ?? damaged('the header of a page is not whole')
    return value >= 0 ? value : damaged('the header of a page has a negative number')
  }
  const second = { nulls: 0, rows: 0, def: 0, rep: 0, packed: true }
  const two = kind === 'data2'
  const page: StoredPage = {
    kind,
    size,
    stored,
    entries: kind === 'index' ? 0 : number(1),
    encoding: kind === 'index' ? 0 : number(two ? 4 : 2),
    levels: kind === 'data' ? [number(3), number(4)] : [ENCODING.rle, ENCODING.rle],
    second: two
      ? { nulls: number(2), rows: number(3), def: number(5), rep: number(6), packed: own?.bool(7) ?? true }
      : second,
    body: chunk.part(start, to),
  }
  return [page, start, to]
}

/** A header for bytes that are kept: its counts and sizes only, neither statistics nor checksum. */
export function pageHeader(page: PageHead): Uint8Array {
  const { second } = page
  const own: Stored =
    page.kind === 'data2'
      ? struct([
          [1, int(page.entries)],
          [2, int(second.nulls)],
          [3, int(second.rows)],
          [4, int(page.encoding)],
          [5, int(second.def)],
          [6, int(second.rep)],
          [7, bool(second.packed)],
        ])
      : struct([
          [1, int(page.entries)],
          [2, int(page.encoding)],
          [3, page.kind === 'data' ? int(page.levels[0]) : undefined],
          [4, page.kind === 'data' ? int(page.levels[1]) : undefined],
        ])
  return struct([
    [1, int(KINDS.indexOf(page.kind))],
    [2, int(page.size)],
    [3, int(page.stored)],
    [5, page.kind === 'data' ? own : undefined],
    [7, page.kind === 'dictionary' ? own : undefined],
    [8, page.kind === 'data2' ? own : undefined],
  ]).bytes
}

/** What the pages of a column are read by. */
export interface Reading {
  readonly leaf: Leaf
  readonly codec: Codec
  /** Bytes that values may take. */
  readonly most: number
  /** Where a page is decompressed: its values are in there then, and last until the next page is read. */
  readonly rooms?: Rooms
  /** Where levels and indexes are put. */
  readonly room?: Room
}

/** Decodes a dictionary page. */
export async function readDictionary(stored: StoredPage, { leaf, codec, most, rooms }: Reading): Promise<Values> {
  if (stored.encoding !== ENCODING.plain && stored.encoding !== ENCODING.plainDictionary)
    unsupported(`a dictionary in encoding ${stored.encoding} is not known`)
  if (stored.entries > 1 << 24) tooMuch(`a dictionary has ${stored.entries} values`)
  return readValues(
    leaf,
    ENCODING.plain,
    await decompress(codec, stored.body, stored.size, rooms),
    stored.entries,
    most,
  )
}

/** Decodes a data page. `dictionary`: how many values the chunk's dictionary has. */
export async function readPage(stored: StoredPage, dictionary: number, reading: Reading): Promise<Page> {
  const { entries, encoding } = stored
  const { leaf, most, room } = reading
  const levels = await (stored.kind === 'data2' ? secondLevels : firstLevels)(stored, reading)
  const present = levels.def ? countOf(leaf.def, levels.def) : entries
  if (stored.kind === 'data2' && present !== entries - stored.second.nulls) damaged('a page miscounts its nulls')
  const indexed = isDictionary(encoding)
  return {
    entries,
    encoding,
    def: levels.def,
    rep: levels.rep,
    indexes: indexed ? readIndexes(levels.rest, present, dictionary, room) : undefined,
    values: indexed ? undefined : readValues(leaf, encoding, levels.rest, present, most),
  }
}

interface Levels {
  readonly def: Uint8Array | undefined
  readonly rep: Uint8Array | undefined
  readonly rest: Uint8Array
}

async function firstLevels(stored: StoredPage, { leaf, codec, rooms, room }: Reading): Promise<Levels> {
  const page = await decompress(codec, stored.body, stored.size, rooms)
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength)
  let at = 0
  const next = (max: number, encoding: number): Uint8Array | undefined => {
    if (max === 0) return undefined
    if (encoding !== ENCODING.rle) unsupported(`levels in encoding ${encoding} are not known`)
    const to = at + 4 + view.getUint32(at, true)
    const out = levelsOf(page, at + 4, to, max, stored.entries, room)
    at = to
    return out
  }
  const rep = next(leaf.rep, stored.levels[1])
  const def = next(leaf.def, stored.levels[0])
  return { rep, def, rest: page.subarray(at) }
}

async function secondLevels(stored: StoredPage, { leaf, codec, rooms, room }: Reading): Promise<Levels> {
  const { second, body, entries } = stored
  const head = second.rep + second.def
  if (head > body.size || head > stored.size) damaged('the levels of a page run past its end')
  const bytes = body.bytes(0, head)
  const rep = leaf.rep ? levelsOf(bytes, 0, second.rep, leaf.rep, entries, room) : undefined
  const def = leaf.def ? levelsOf(bytes, second.rep, head, leaf.def, entries, room) : undefined
  const rest = await decompress(
    second.packed ? codec : 'UNCOMPRESSED',
    body.part(head, body.size),
    stored.size - head,
    rooms,
  )
  return { rep, def, rest }
}

/** Levels up to `max`, one for each entry. */
export function levelsOf(
  bytes: Uint8Array,
  from: number,
  to: number,
  max: number,
  entries: number,
  room: Room = fresh,
): Uint8Array {
  const out = room(entries)
  readHybrid(bytes, from, to, 32 - Math.clz32(max), out, max)
  return out
}
