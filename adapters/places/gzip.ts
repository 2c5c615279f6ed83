import { constants, createGunzip, createGzip, type ZlibOptions } from 'node:zlib'
import { type ByteSink, type ByteSource, ProvgateError } from '../../src/index.ts'
import { BOMB, countedOut } from './bomb.ts'
import { errnoOf } from './fault.ts'
import { pumpOf } from './pump.ts'

/** Bytes of one buffer of zlib; its own 16 KiB halve the speed. */
const chunkSize = 256 * 1024
const OPTIONS = { chunkSize, readableHighWaterMark: chunkSize } as ZlibOptions
/** The byte of a gzip header that names the system. */
const OS = 9

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
      for await (const chunk of source.stream()) {
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

/** A sink that compresses into another. The header has no time and no system, so that it is the same everywhere. */
export function gzipSink(
  sink: ByteSink,
  { level = constants.Z_DEFAULT_COMPRESSION }: { level?: number } = {},
): ByteSink {
  const pump = pumpOf(createGzip({ ...OPTIONS, level }))
  let at = 0
  let failure: unknown
  async function drain(outputs: AsyncIterable<Uint8Array>): Promise<void> {
    if (failure !== undefined) throw failure
    try {
      for await (const out of outputs) {
        if (at <= OS && OS < at + out.length) out[OS - at] = 255
        at += out.length
        await sink.write(out)
      }
    } catch (error) {
      failure = error
      pump.destroy()
      throw error
    }
  }
  return {
    write: (chunk) => drain(pump.push(chunk)),
    async close() {
      await drain(pump.finish())
      pump.destroy()
      await sink.close()
    },
    async abort() {
      pump.destroy()
      await sink.abort()
    },
  }
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
