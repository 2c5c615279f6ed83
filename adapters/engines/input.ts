import type { ByteSource, Format } from '../../src/index.ts'
import { type Digest, digestOf, digestSource } from '../places/digest.ts'
import type { Shard } from '../places/shard.ts'
import { type Codec, formatOf, unpack } from '../registry.ts'

/** An input's bytes with its format, unpacked, and the digest of the bytes as they lie in the place. */
export interface Input {
  readonly source: ByteSource
  readonly format: Format
  readonly codec: Codec
  /** Known after the bytes were read; of an input that is read by ranges, by one more pass. */
  digest(): Promise<Digest | undefined>
  close(): Promise<void>
}

export async function openInput(shard: Shard, signal?: AbortSignal): Promise<Input> {
  const entry = formatOf(shard.name)
  const raw = await shard.open()
  try {
    const format = await entry.load(raw)
    let digest: Digest | undefined
    const counted = digestSource(raw, (found) => {
      digest = found
    })
    return {
      source: await unpack(counted, entry.codec, signal),
      format,
      codec: entry.codec,
      digest: async () => (format.seeks ? digestOf(raw) : digest),
      close: async () => raw.close?.(),
    }
  } catch (error) {
    await raw.close?.()
    throw error
  }
}
