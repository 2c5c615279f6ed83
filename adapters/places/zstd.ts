import { Zstd } from '@hpcc-js/wasm-zstd'
import { Decompress } from 'fzstd'
import xxhash from 'xxhash-wasm'
import { type ByteSink, type ByteSource, ProvgateError } from '../../src/index.ts'
import { countedOut } from './bomb.ts'
import { framesOf } from './zstd-frames.ts'

/** Content of one frame that is written. */
const FRAME = 1024 * 1024
const LEVEL = 3

/**
 * The unpacked bytes of a Zstandard source, of all its frames. Whatever is wrong with it is thrown, at the latest at its
 * end; where a frame has a checksum of its content, it is held to it.
 */
export function unzstdSource(source: ByteSource, { signal }: { signal?: AbortSignal } = {}): ByteSource {
  const { name: file } = source

  async function* stream(): AsyncGenerator<Uint8Array> {
    const { create64 } = await xxhash()
    const { count, taken } = countedOut(file)
    let outputs: Uint8Array[] = []
    let decoder = new Decompress()
    let hash: ReturnType<typeof create64> | undefined
    let left: number | undefined
    const broken = (why: string, cause?: unknown): ProvgateError =>
      new ProvgateError('format', `\`${file}\` is not valid Zstandard: ${why}`, { file, cause })
    const push = (bytes: Uint8Array): void => {
      taken(bytes.length)
      try {
        decoder.push(bytes)
      } catch (cause) {
        throw broken(cause instanceof Error ? cause.message : String(cause), cause)
      }
    }
    for await (const part of framesOf(source)) {
      if (signal?.aborted) throw new ProvgateError('aborted', 'the run was stopped', { file, cause: signal.reason })
      switch (part.kind) {
        case 'head':
          decoder = new Decompress((chunk) => void outputs.push(chunk))
          hash = part.head.checked ? create64() : undefined
          left = part.head.size
          push(part.head.bytes)
          break
        case 'block': {
          push(part.bytes)
          const made = outputs
          outputs = []
          for (const chunk of made) {
            hash?.update(chunk)
            if (left !== undefined) left -= chunk.length
            if (chunk.length > 0) yield count(chunk)
          }
          break
        }
        case 'end':
          if (left !== undefined && left !== 0) throw broken('its content has another size than it says')
          if (hash && Number(hash.digest() & 0xffffffffn) !== part.checksum) throw broken('its checksum does not fit')
      }
    }
  }
  return { name: file, stream, ...(source.close && { close: source.close.bind(source) }) }
}

/** A sink that compresses into another, a frame for each MiB: the same bytes for the same rows, however they come. */
export async function zstdSink(sink: ByteSink): Promise<ByteSink> {
  const zstd = await Zstd.load()
  const room = new Uint8Array(FRAME)
  let held = 0
  let frames = 0
  const flush = async (): Promise<void> => {
    frames++
    await sink.write(zstd.compress(room.subarray(0, held), LEVEL))
    held = 0
  }
  return {
    async write(chunk) {
      for (let at = 0; at < chunk.length; ) {
        const length = Math.min(chunk.length - at, FRAME - held)
        room.set(chunk.subarray(at, at + length), held)
        held += length
        at += length
        if (held === FRAME) await flush()
      }
    },
    async close() {
      // A file without content is a frame without content.
      if (held > 0 || frames === 0) await flush()
      await sink.close()
    },
    abort: () => sink.abort(),
  }
}
