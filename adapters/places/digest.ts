import type { ByteSource } from '../../src/index.ts'
import { builtin } from './builtin.ts'

/** What identifies the bytes of a source. */
export interface Digest {
  /** SHA-256, in hex. */
  readonly sha256: string
  readonly bytes: number
}

/**
 * The same source; `onDigest` is told the digest whenever it was read from end to end, by `stream` or by `read`. What
 * `range` and `fill` read does not count, so that others are not told how to read it.
 */
export function digestSource(source: ByteSource, onDigest: (digest: Digest) => void): ByteSource {
  const readOn = source.read?.bind(source)
  return {
    name: source.name,
    ...(source.size !== undefined && { size: source.size }),
    ...(source.range && { range: source.range.bind(source) }),
    ...(source.fill && { fill: source.fill.bind(source) }),
    ...(source.close && { close: source.close.bind(source) }),
    ...(readOn && { read: digested(readOn, onDigest) }),
    async *stream() {
      const hash = builtin.crypto().createHash('sha256')
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

/** What is read on, with the digest when there is no more. */
function digested(read: NonNullable<ByteSource['read']>, onDigest: (digest: Digest) => void) {
  const hash = builtin.crypto().createHash('sha256')
  let bytes = 0
  let ended = false
  const add = (room: Uint8Array, length: number): number => {
    if (length > 0) hash.update(room.subarray(0, length))
    bytes += length
    if (length === 0 && room.length > 0 && !ended) {
      ended = true
      onDigest({ sha256: hash.digest('hex'), bytes })
    }
    return length
  }
  return (room: Uint8Array): number | Promise<number> => {
    const length = read(room)
    return typeof length === 'number' ? add(room, length) : length.then((found) => add(room, found))
  }
}

/** Bytes that are read at once. */
const STEP = 256 * 1024

/** Reads a source once from end to end, for one that is otherwise read by ranges. */
export async function digestOf(source: ByteSource): Promise<Digest> {
  let digest: Digest | undefined
  const { read, stream } = digestSource(source, (found) => (digest = found))
  if (read) for (const room = new Uint8Array(STEP); (await read(room)) > 0; );
  else for await (const _ of stream());
  return digest as unknown as Digest
}
