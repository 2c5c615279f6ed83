import { createHash } from 'node:crypto'
import type { ByteSource } from '../../src/index.ts'

/** What identifies the bytes of a source. */
export interface Digest {
  /** SHA-256, in hex. */
  readonly sha256: string
  readonly bytes: number
}

/** The same source; `onDigest` is told the digest whenever `stream` was read to its end. What `range` reads does not count. */
export function digestSource(source: ByteSource, onDigest: (digest: Digest) => void): ByteSource {
  return {
    name: source.name,
    ...(source.size !== undefined && { size: source.size }),
    ...(source.range && { range: source.range.bind(source) }),
    ...(source.close && { close: source.close.bind(source) }),
    async *stream() {
      const hash = createHash('sha256')
      let bytes = 0
      for await (const chunk of source.stream()) {
        hash.update(chunk)
        bytes += chunk.length
        yield chunk
      }
      onDigest({ sha256: hash.digest('hex'), bytes })
    },
  }
}

/** Reads a source once from end to end, for one that is otherwise read by ranges. */
export async function digestOf(source: ByteSource): Promise<Digest> {
  let digest: Digest | undefined
  for await (const _ of digestSource(source, (found) => (digest = found)).stream());
  return digest as unknown as Digest
}
