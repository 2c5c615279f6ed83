import { type ByteSink, type ByteSource, ProvgateError } from '../../src/index.ts'
import { countedOut } from './bomb.ts'
import { piecewiseSink } from './packing.ts'
import { framesOf } from './zstd-frames.ts'
import { nativeZstd } from './zstd-native.ts'
import type { ZstdWay } from './zstd-way.ts'

/** Content of one frame that is written. */
const FRAME = 1024 * 1024

interface Options {
  readonly signal?: AbortSignal
  /** How it is done; by default Node's own, where it has Zstandard. */
  readonly way?: ZstdWay
}

/**
 * The unpacked bytes of a Zstandard source, of all its frames; a chunk lasts until the next is asked for. Whatever is
 * wrong with it is thrown, at the latest at its end; where a frame has a checksum of its content, it is held to it.
 */
export function unzstdSource(source: ByteSource, { signal, way }: Options = {}): ByteSource {
  const { name: file } = source

  async function* stream(): AsyncGenerator<Uint8Array> {
    const decoder = (way ?? (await usual())).open()
    const { count, taken } = countedOut(file)
    let left: number | undefined
    const broken = (cause: unknown): ProvgateError => {
      const why = cause instanceof Error ? cause.message : String(cause)
      return new ProvgateError('format', `\`${file}\` is not valid Zstandard: ${why}`, { file, cause })
    }
    async function* unpacked(blocks: Uint8Array): AsyncGenerator<Uint8Array> {
      try {
        yield* decoder.unpack(blocks)
      } catch (cause) {
        throw broken(cause)
      }
    }
    const told = (step: Promise<void>): Promise<void> => step.catch((cause) => Promise.reject(broken(cause)))

    try {
      for await (const part of framesOf(source)) {
        if (signal?.aborted) throw new ProvgateError('aborted', 'the run was stopped', { file, cause: signal.reason })
        switch (part.kind) {
          case 'head':
            left = part.head.size
            taken(part.head.bytes.length)
            await told(decoder.begin(part.head))
            break
          case 'blocks':
            taken(part.bytes.length)
            for await (const chunk of unpacked(part.bytes)) {
              if (left !== undefined) left -= chunk.length
              if (chunk.length > 0) yield count(chunk)
            }
            break
          case 'end':
            if (left !== undefined && left !== 0) throw broken('its content has another size than it says')
            await told(decoder.end(part.checksum))
        }
      }
    } finally {
      decoder.close()
    }
  }
  return { name: file, stream, ...(source.close && { close: source.close.bind(source) }) }
}

/** A sink that compresses into another, a frame for each MiB: the same bytes for the same rows, however they come. */
export async function zstdSink(sink: ByteSink, { way }: Pick<Options, 'way'> = {}): Promise<ByteSink> {
  const { pack } = way ?? (await usual())
  return piecewiseSink(sink, { size: FRAME, pack })
}

const usual = async (): Promise<ZstdWay> => nativeZstd() ?? (await import('./zstd-wasm.ts')).wasmZstd()
