import { constants, crc32, createDeflateRaw, createGunzip, type ZlibOptions } from 'node:zlib'
import { type ByteSink, type ByteSource, ProvgateError } from '../../src/index.ts'
import { BOMB, countedOut } from './bomb.ts'
import { errnoOf } from './fault.ts'
import { packedBytes } from './packed-bytes.ts'
import { piecewiseSink } from './packing.ts'
import { packOnce, pumpOf } from './pump.ts'

/** Bytes of one buffer of zlib; its own 16 KiB halve the speed. */
const chunkSize = 256 * 1024
const OPTIONS = { chunkSize, readableHighWaterMark: chunkSize } as ZlibOptions
/** Bytes of one piece that is packed, and of what it may refer back to. */
const PIECE = 512 * 1024
const WINDOW = 32 * 1024
/** Six, as others take, is 1.6 times slower and saves one byte in twenty of text. */
const LEVEL = 4
/** A header without a name, time and system, and the empty block that ends the packed data. */
const HEAD = Uint8Array.of(31, 139, 8, 0, 0, 0, 0, 0, 0, 255)
const END = 3

/** The decompressed bytes of a gzip source, of all its members. Whatever is wrong with it is thrown, at the latest at its end. */
export function gunzipSource(
  source: ByteSource,
  { signal, bomb = BOMB }: { signal?: AbortSignal; bomb?: { bytes: number; ratio: number } } = {},
): ByteSource {
  const { name: file } = source

  async function* stream(): AsyncGenerator<Uint8Array> {
    const zlib = createGunzip(OPTIONS)
    const pump = pumpOf(zlib)
    let [taken, ended] = [0, false]
    const watch = countedOut(file, bomb)
    try {
      for await (const chunk of packedBytes(source)) {
        if (signal?.aborted) throw new ProvgateError('aborted', 'the run was stopped', { file, cause: signal.reason })
        if (ended) padding(file, chunk)
        else {
          taken += chunk.length
          watch.taken(chunk.length)
          for await (const out of told(file, pump.push(chunk))) yield watch.count(out)
          // zlib ends without a word at a zero byte after a member, whatever follows it
          const left = taken - zlib.bytesWritten
          ended = left > 0
          padding(file, chunk.subarray(chunk.length - left))
        }
      }
      if (!ended) for await (const out of told(file, pump.finish())) yield watch.count(out)
    } finally {
      pump.destroy()
    }
  }

  return { name: file, stream, ...(source.close && { close: source.close.bind(source) }) }
}

/**
 * A sink that compresses into another: one member of pieces that are packed at the same time, each with the end of the
 * one before as its dictionary. The header has no time and no system, so that it is the same everywhere.
 */
export function gzipSink(sink: ByteSink, { level = LEVEL }: { level?: number } = {}): ByteSink {
  let dictionary: Uint8Array | undefined
  let [size, checksum] = [0, 0]
  return piecewiseSink(sink, {
    size: PIECE,
    async pack(piece) {
      const options = { chunkSize, readableHighWaterMark: chunkSize, level, flush: constants.Z_SYNC_FLUSH }
      const zlib = createDeflateRaw(dictionary ? { ...options, dictionary } : options)
      const head = size === 0 ? [HEAD] : []
      dictionary = piece.slice(-WINDOW)
      size += piece.length
      checksum = crc32(piece, checksum)
      return [...head, ...(await packOnce(zlib, piece))]
    },
    end() {
      const end = new DataView(new ArrayBuffer(10))
      end.setUint16(0, END, true)
      end.setUint32(2, checksum, true)
      end.setUint32(6, size % 2 ** 32, true)
      return new Uint8Array(end.buffer)
    },
  })
}

/** Passes bytes on, and tells zlib's errors in our words. */
async function* told(file: string, outputs: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* outputs
  } catch (cause) {
    if (errnoOf(cause) === 'Z_BUF_ERROR') {
      throw new ProvgateError('truncated', `\`${file}\` ends in the middle of its gzip data`, { file, cause })
    }
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ProvgateError('format', `\`${file}\` is not valid gzip: ${reason}`, { file, cause })
  }
}

/** Zero bytes may fill up a file after its last member; anything else there is data that nobody would read. */
function padding(file: string, rest: Uint8Array): void {
  if (rest.every((byte) => byte === 0)) return
  throw new ProvgateError('format', `\`${file}\` is not valid gzip: other bytes follow its end`, { file })
}
