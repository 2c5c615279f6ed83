import type { ByteSource, Format } from '../../src/index.ts'
import { type Digest, digestOf, digestSource } from '../places/digest.ts'
import { FOLLOWED, type Follow } from '../places/follow.ts'
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

/** @param follow who hashes a large file while it is read here */
export async function openInput(shard: Shard, signal?: AbortSignal, follow?: Follow): Promise<Input> {
  const entry = formatOf(shard.name)
  const raw = await shard.open()
  const { size: bytes = 0 } = raw
  const followed = follow && bytes > FOLLOWED ? raw.followed?.(follow) : undefined
  const close = async (): Promise<void> => {
    await followed?.stop()
    await raw.close?.()
  }
  try {
    const format = await entry.load(raw)
    let digest: Digest | undefined
    const counted = digestSource(raw, (found) => {
      digest = found
    })
    // Whoever reads it leaves it open: another thread may be at it still.
    const { close: _, ...lent }: ByteSource = followed || format.seeks ? raw : counted
    return {
      source: await unpack(lent, entry.codec, signal),
      format,
      codec: entry.codec,
      async digest() {
        if (followed) return { sha256: await followed.digest(), bytes }
        return format.seeks ? digestOf(raw) : digest
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
