import { compressors, decompressZstd } from 'hyparquet-compressors'
import { snappyCompress } from 'hyparquet-writer/src/snappy.js'
import { concat } from './parquet-emit.ts'
import { damaged, unsupported } from './parquet-fault.ts'

/** Compressions in the order of the format's numbers. */
export const CODECS = ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'LZO', 'BROTLI', 'LZ4', 'ZSTD', 'LZ4_RAW'] as const
export type Codec = (typeof CODECS)[number]

/**
 * The codec in which a column is written when its pages change. Nothing that is installed compresses Zstandard,
 * Brotli or LZ4, so these become Snappy: it is read everywhere, and its bytes depend on no machine or version of
 * Node. Pages that stay whole keep their codec.
 */
export function writableCodec(codec: Codec): Codec {
  return codec === 'UNCOMPRESSED' || codec === 'GZIP' ? codec : 'SNAPPY'
}

/** Decompresses a page of `size` bytes; another size than that is damage. The memory it takes is bound by `size`. */
export async function decompress(codec: Codec, bytes: Uint8Array, size: number): Promise<Uint8Array> {
  if (codec === 'UNCOMPRESSED') {
    if (bytes.length !== size) damaged(`a page of ${size} bytes has ${bytes.length}`)
    return bytes
  }
  if (size === 0) return new Uint8Array()
  const page = codec === 'GZIP' ? await gunzip(bytes, size) : inflate(codec, bytes, size)
  if (page.length !== size) damaged(`a page of ${size} bytes decompresses to ${page.length}`)
  return page
}

export async function compress(codec: Codec, bytes: Uint8Array): Promise<Uint8Array> {
  if (codec === 'UNCOMPRESSED') return bytes
  if (codec === 'SNAPPY') return snappyCompress(bytes)
  if (codec === 'GZIP') return collect(piped(bytes, new CompressionStream('gzip')), bytes.length * 2 + 1024)
  return unsupported(`${codec} can not be written`)
}

function inflate(codec: Codec, bytes: Uint8Array, size: number): Uint8Array {
  if (codec === 'ZSTD') return decompressZstd(zstdFrame(bytes, size))
  const work = compressors[codec] ?? unsupported(`the compression ${codec} is not known`)
  return work(bytes, size)
}

/**
 * A Zstandard frame that says its size, as far as it is one frame and its size is `size`. The decoder allocates what
 * the frame says, and without a size it allocates a window and grows: so a frame without one is given it.
 */
function zstdFrame(bytes: Uint8Array, size: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 6 || view.getUint32(0, true) !== 0xfd2fb528) damaged('a page is not a zstandard frame')
  const flags = view.getUint8(4)
  const single = (flags >> 5) & 1
  if (flags & 3) unsupported('a page needs a zstandard dictionary')
  const sized = flags >> 6 ? 1 << (flags >> 6) : single
  const sizeAt = 6 - single
  let blocks = sizeAt + sized
  const checked = (flags >> 2) & 1
  let claimed = 0
  for (let i = 0; i < sized; i++) claimed += view.getUint8(sizeAt + i) * 256 ** i
  if (sized && claimed + (sized === 2 ? 256 : 0) !== size)
    damaged(`a page of ${size} bytes holds a frame of another size`)
  const start = blocks
  for (let last = false; !last; ) {
    const head = view.getUint16(blocks, true) | (view.getUint8(blocks + 2) << 16)
    last = (head & 1) === 1
    blocks += 3 + (((head >> 1) & 3) === 1 ? 1 : head >> 3)
  }
  if (blocks + checked * 4 !== bytes.length) damaged('a page is not one whole zstandard frame')
  if (sized) return bytes
  const named = new Uint8Array(9)
  named.set(bytes.subarray(0, 4))
  named[4] = 0xa0 | (checked << 2)
  new DataView(named.buffer).setUint32(5, size, true)
  return concat([named, bytes.subarray(start)])
}

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
