import { concat, sizeOf } from '../bytes.ts'
import type { Rooms } from '../codecs/rooms.ts'
import { type Codec, compress } from './codec.ts'
import type { Kept, Part } from './filter.ts'
import { writeHybrid } from './hybrid-write.ts'
import { ENCODING } from './layout.ts'
import { pageHeader } from './page.ts'
import type { Leaf } from './schema.ts'

/** Bytes of values after which a page is closed. Parts are put together up to here, never split. */
export const PAGE = 1 << 20

/** Memory of `PAGE` bytes for encoders that come: what waits in it to be packed would take new one for every page. */
const spare: Uint8Array[] = []
const SPARE = 4

/** A page ready to be written, and what the footer needs to know of it. */
export interface Ready {
  readonly header: Uint8Array
  readonly bytes: Uint8Array
  /** Bytes of the page before compression. */
  readonly size: number
  readonly encoding: number
  readonly entries: number
  readonly rows: number
  readonly dictionary: boolean
}

/** Takes a page, whose bytes may be used for others when it is done. */
export type Send = (page: Ready) => Promise<void>

/** Encodes a filtered column, as an encoder does. */
export async function encodeColumn({ dictionary, parts }: Kept, leaf: Leaf, codec: Codec, send: Send): Promise<void> {
  const encoder = createEncoder(leaf, codec, send)
  await encoder.begin(dictionary)
  for (const part of parts) await encoder.add(part)
  await encoder.end()
}

/** Makes pages of the parts of a column, of which some may be ready as they were. */
export interface Encoder {
  begin(dictionary: Kept['dictionary']): Promise<void>
  /** Of the part nothing is used when this is done. */
  add(part: Part | Ready): Promise<void>
  end(): Promise<void>
}

/**
 * Makes pages of version 1, which every reader reads: plain, or by dictionary where it was.
 * @param rooms where the bytes of a page are left, until others are packed there
 */
export function createEncoder(leaf: Leaf, codec: Codec, send: Send, rooms?: Rooms): Encoder {
  let entries = 0
  let open: Part[] = []
  let size = 0
  /** Values of open parts, which are never more than fit a page. */
  let room: Uint8Array | undefined
  let used = 0
  const held = (pieces: readonly Uint8Array[]): Uint8Array[] => {
    room ??= spare.pop() ?? new Uint8Array(PAGE)
    const from = used
    for (const piece of pieces) {
      room.set(piece, used)
      used += piece.length
    }
    return [room.subarray(from, used)]
  }
  const close = async (): Promise<void> => {
    const parts = open
    open = []
    size = 0
    used = 0
    await send(await dataPage(parts, leaf, entries, { codec, rooms }))
  }
  return {
    async begin(dictionary) {
      if (!dictionary) return
      entries = dictionary.count
      const counts = { entries, rows: 0, encoding: ENCODING.plain }
      await send(await packedPage('dictionary', [dictionary.bytes], counts, { codec, rooms }))
    },
    async add(part) {
      const whole = 'header' in part
      const first = open[0]
      if (first && (whole || (first.indexes === undefined) !== (part.indexes === undefined))) await close()
      if (whole) return send(part)
      size += part.entries + (part.indexes?.byteLength ?? sizeOf(part.values ?? []))
      const full = size >= PAGE
      open.push(full ? part : { ...part, values: part.values && held(part.values) })
      if (full) await close()
    },
    async end() {
      if (open.length > 0) await close()
      if (room && spare.length < SPARE) spare.push(room)
      room = undefined
    },
  }
}

interface Packing {
  readonly codec: Codec
  readonly rooms?: Rooms | undefined
}

function dataPage(parts: readonly Part[], leaf: Leaf, dictionary: number, packing: Packing): Promise<Ready> {
  const entries = parts.reduce((sum, part) => sum + part.entries, 0)
  const rows = parts.reduce((sum, part) => sum + part.rows, 0)
  const indexed = parts[0]?.indexes !== undefined
  const plain = parts.length === 1 ? (parts[0]?.values ?? []) : parts.flatMap((part) => part.values ?? [])
  const values = indexed ? [indexes(parts, dictionary)] : leaf.type === 'BOOLEAN' ? [bits(concat(plain))] : plain
  const rep = levels(
    parts.map((part) => part.rep),
    leaf.rep,
  )
  const def = levels(
    parts.map((part) => part.def),
    leaf.def,
  )
  const encoding = indexed ? ENCODING.rleDictionary : ENCODING.plain
  return packedPage('data', [rep, def, ...values], { entries, rows, encoding }, packing)
}

/** A page of version 1 of what the pieces give together. */
export async function packedPage(
  kind: 'data' | 'dictionary',
  pieces: readonly Uint8Array[],
  counts: { readonly entries: number; readonly rows: number; readonly encoding: number },
  { codec, rooms }: Packing,
): Promise<Ready> {
  const size = sizeOf(pieces)
  const bytes = await compress(codec, pieces, rooms)
  const second = { nulls: 0, rows: 0, def: 0, rep: 0, packed: true }
  const levels = [ENCODING.rle, ENCODING.rle] as const
  const { entries, encoding } = counts
  const header = pageHeader({ kind, size, stored: bytes.length, entries, encoding, levels, second })
  return { header, bytes, size, ...counts, dictionary: kind === 'dictionary' }
}

function levels(parts: readonly (Uint8Array | undefined)[], max: number): Uint8Array {
  if (max === 0) return new Uint8Array()
  const bytes = writeHybrid(concat(parts.map((part) => part ?? new Uint8Array())), 32 - Math.clz32(max), 4)
  new DataView(bytes.buffer).setUint32(0, bytes.length - 4, true)
  return bytes
}

function indexes(parts: readonly Part[], dictionary: number): Uint8Array {
  const [only] = parts
  if (only?.indexes && parts.length === 1) return packIndexes(only.indexes, dictionary)
  const all = new Uint32Array(parts.reduce((sum, part) => sum + (part.indexes?.length ?? 0), 0))
  let at = 0
  for (const part of parts) {
    if (part.indexes) all.set(part.indexes, at)
    at += part.indexes?.length ?? 0
  }
  return packIndexes(all, dictionary)
}

/** Indexes into a dictionary of `size` values, as pages have them: behind the bits that each takes. */
export function packIndexes(values: Uint32Array, size: number): Uint8Array {
  const width = Math.max(1, 32 - Math.clz32(Math.max(0, size - 1)))
  const bytes = writeHybrid(values, width, 1)
  bytes[0] = width
  return bytes
}

function bits(values: Uint8Array): Uint8Array {
  const out = new Uint8Array(Math.ceil(values.length / 8))
  for (let i = 0; i < values.length; i++) if (values[i]) out[i >> 3] = (out[i >> 3] as number) | (1 << (i & 7))
  return out
}
