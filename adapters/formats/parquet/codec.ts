import { concat } from '../bytes.ts'
import { isLz4Frame, lz4Block, lz4Frame, lz4Hadoop } from '../codecs/lz4.ts'
import { inRooms, type Rooms } from '../codecs/rooms.ts'
import { packSnappy, unpackSnappy } from '../codecs/snappy.ts'
import { zstdFrame } from '../codecs/zstd.ts'
import { damaged, unsupported } from './fault.ts'
import type { Span } from './span.ts'
import { zstdStored } from './store.ts'

/** Compressions in the order of the format's numbers. */
export const CODECS = ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'LZO', 'BROTLI', 'LZ4', 'ZSTD', 'LZ4_RAW'] as const
export type Codec = (typeof CODECS)[number]

/**
 * The codec in which a column is written when its pages change. Nothing that is installed compresses Zstandard,
 * Brotli or LZ4, and gzip takes ten times as long, so these become Snappy: it is read everywhere, and its bytes depend
 * on no machine or version of Node.
 */
export function writableCodec(codec: Codec): Codec {
  return codec === 'UNCOMPRESSED' ? codec : 'SNAPPY'
}

/** Whether a column of which most pages stay whole keeps its codec: few others are stored in it, or packed. */
export const isKept = (codec: Codec): boolean => codec === 'ZSTD' || codec === 'GZIP'

/** Gives `size` bytes, or fails; the memory it takes is bound by `size`. */
export type Unpack = (bytes: Uint8Array, size: number) => Uint8Array

const unpacks: Partial<Record<Codec, Unpack>> = {}

/** Has pages of some codecs unpacked by others than those here, which work anywhere. */
export function unpackBy(others: Partial<Record<'GZIP' | 'BROTLI', Unpack>>): void {
  Object.assign(unpacks, others)
}

/**
 * Decompresses a page of `size` bytes; another size than that is damage. The memory it takes is bound by `size`.
 * @param rooms where the page may be left, until more is decompressed there
 */
export async function decompress(codec: Codec, packed: Span, size: number, rooms?: Rooms): Promise<Uint8Array> {
  if (codec === 'UNCOMPRESSED') {
    if (packed.size !== size) damaged(`a page of ${size} bytes has ${packed.size}`)
    return packed.bytes()
  }
  if (size === 0) return new Uint8Array()
  const page = await inflate(codec, packed, size, rooms)
  if (page.length !== size) damaged(`a page of ${size} bytes decompresses to ${page.length}`)
  return page
}

/**
 * Compresses what the pieces give together.
 * @param rooms where the result may be left, until more is compressed there
 */
export async function compress(codec: Codec, pieces: readonly Uint8Array[], rooms?: Rooms): Promise<Uint8Array> {
  if (codec === 'SNAPPY') return placed(rooms, (own) => packSnappy(pieces, own)) as Uint8Array
  const bytes = concat(pieces)
  if (codec === 'UNCOMPRESSED') return bytes
  if (codec === 'GZIP') return collect(piped(bytes, new CompressionStream('gzip')), bytes.length * 2 + 1024)
  if (codec === 'ZSTD') return zstdStored(bytes)
  return unsupported(`${codec} can not be written`)
}

async function inflate(codec: Codec, packed: Span, size: number, rooms: Rooms | undefined): Promise<Uint8Array> {
  if (codec === 'ZSTD' || codec === 'SNAPPY') return inflateNow(codec, packed, size, rooms)
  const room = rooms?.unpacking
  if (codec === 'LZ4_RAW') return lz4Block(packed, size, room)
  const bytes = packed.bytes()
  const unpack = unpacks[codec]
  if (unpack) return unpack(bytes, size)
  switch (codec) {
    case 'LZ4':
      return (
        lz4Hadoop(bytes, size, room) ?? (isLz4Frame(bytes) ? lz4Frame(bytes, size, room) : lz4Block(packed, size, room))
      )
    case 'BROTLI':
      return (await import('../codecs/brotli.ts')).brotli(bytes, size)
    case 'GZIP':
      return gunzip(bytes, size)
    default:
      return unsupported(`the compression ${codec} is not known`)
  }
}

/** Decompresses by what is compiled, which nobody has to wait for. */
export function inflateNow(codec: 'ZSTD' | 'SNAPPY', packed: Span, size: number, rooms?: Rooms): Uint8Array {
  if (codec === 'ZSTD') return zstdFrame(packed, size, rooms?.unpacking)
  return (
    placed(rooms, (own) => unpackSnappy(packed, size, own)) ??
    damaged(`a page of ${size} bytes can not be decompressed to that`)
  )
}

const placed = (rooms: Rooms | undefined, work: (rooms: Rooms) => Uint8Array | undefined): Uint8Array | undefined =>
  rooms ? work(rooms) : inRooms(work)

function gunzip(bytes: Uint8Array, size: number): Promise<Uint8Array> {
  return collect(piped(bytes, new DecompressionStream('gzip')), size)
}

function piped(bytes: Uint8Array, through: CompressionStream | DecompressionStream): ReadableStream<Uint8Array> {
  return new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(through)
}

async function collect(stream: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of stream) {
    size += part.length
    if (size > most) damaged('a page is longer than its header says')
    parts.push(part)
  }
  return concat(parts)
}
