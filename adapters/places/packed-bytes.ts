import type { ByteSource } from '../../src/index.ts'

/** Bytes of one chunk that is read into memory of our own. */
const CHUNK = 256 * 1024

/** The bytes of a source to be unpacked, read into the same memory where it can: each chunk lasts until the next is asked for. */
export async function* packedBytes(source: ByteSource): AsyncGenerator<Uint8Array, undefined> {
  if (!source.read) {
    yield* source.stream()
    return
  }
  const room = new Uint8Array(CHUNK)
  for (let length = await source.read(room); length > 0; length = await source.read(room))
    yield room.subarray(0, length)
}
