import { ByteWriter } from 'hyparquet-writer/src/bytewriter.js'
import { writeRleBitPackedHybrid } from 'hyparquet-writer/src/encoding.js'
import { concat, sizeOf } from '../bytes.ts'
import { type Codec, compress } from './codec.ts'
import type { Kept, Part } from './filter.ts'
import { ENCODING } from './layout.ts'
import { pageHeader } from './page.ts'
import type { Leaf } from './schema.ts'

/** Bytes of values after which a page is closed. Pages of the input are put together up to here, never split. */
const PAGE = 1 << 20

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

/** A filtered column, of which some pages may be ready as they were. */
export interface Encodable {
  readonly dictionary: Kept['dictionary']
  readonly parts: Iterable<Part | Ready> | AsyncIterable<Part | Ready>
}

/** Encodes a filtered column as pages of version 1, which every reader reads: plain, or by dictionary where it was. */
export async function* encodePages(kept: Encodable, leaf: Leaf, codec: Codec): AsyncGenerator<Ready> {
  if (kept.dictionary) {
    const { count, bytes } = kept.dictionary
    yield await ready('dictionary', codec, [bytes], { entries: count, rows: 0, encoding: ENCODING.plain })
  }
  let open: Part[] = []
  let size = 0
  for await (const part of kept.parts) {
    const first = open[0]
    const whole = 'header' in part
    if (first && (size >= PAGE || whole || (first.indexes === undefined) !== (part.indexes === undefined))) {
      yield await dataPage(open, leaf, codec, kept.dictionary?.count ?? 0)
      open = []
      size = 0
    }
    if (whole) {
      yield part
      continue
    }
    open.push(part)
    size += part.entries + (part.indexes?.byteLength ?? sizeOf(part.values ?? []))
  }
  if (open.length > 0) yield await dataPage(open, leaf, codec, kept.dictionary?.count ?? 0)
}

function dataPage(parts: readonly Part[], leaf: Leaf, codec: Codec, dictionary: number): Promise<Ready> {
  const entries = parts.reduce((sum, part) => sum + part.entries, 0)
  const rows = parts.reduce((sum, part) => sum + part.rows, 0)
  const indexed = parts[0]?.indexes !== undefined
  const plain = indexed ? [] : parts.flatMap((part) => part.values ?? [])
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
  return ready('data', codec, [rep, def, ...values], { entries, rows, encoding })
}

async function ready(
  kind: 'data' | 'dictionary',
  codec: Codec,
  pieces: readonly Uint8Array[],
  counts: { readonly entries: number; readonly rows: number; readonly encoding: number },
): Promise<Ready> {
  const size = sizeOf(pieces)
  const bytes = await compress(codec, pieces)
  const second = { nulls: 0, rows: 0, def: 0, rep: 0, packed: true }
  const levels = [ENCODING.rle, ENCODING.rle] as const
  const { entries, encoding } = counts
  const header = pageHeader({ kind, size, entries, encoding, levels, second, bytes })
  return { header, bytes, size, ...counts, dictionary: kind === 'dictionary' }
}

function levels(parts: readonly (Uint8Array | undefined)[], max: number): Uint8Array {
  if (max === 0) return new Uint8Array()
  const writer = new ByteWriter()
  writer.appendUint32(0)
  writeRleBitPackedHybrid(writer, concat(parts.map((part) => part ?? new Uint8Array())), 32 - Math.clz32(max))
  const bytes = writer.getBytes()
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(0, bytes.length - 4, true)
  return bytes
}

function indexes(parts: readonly Part[], dictionary: number): Uint8Array {
  const all = new Uint32Array(parts.reduce((sum, part) => sum + (part.indexes?.length ?? 0), 0))
  let at = 0
  for (const part of parts) {
    all.set(part.indexes ?? [], at)
    at += part.indexes?.length ?? 0
  }
  const writer = new ByteWriter()
  const width = Math.max(1, 32 - Math.clz32(Math.max(0, dictionary - 1)))
  writer.appendUint8(width)
  writeRleBitPackedHybrid(writer, all, width)
  return writer.getBytes()
}

function bits(values: Uint8Array): Uint8Array {
  const out = new Uint8Array(Math.ceil(values.length / 8))
  for (let i = 0; i < values.length; i++) if (values[i]) out[i >> 3] = (out[i >> 3] as number) | (1 << (i & 7))
  return out
}
