import type { ByteSource } from '../src/ports.ts'

/** A source of these chunks, that tells how many were taken and whether it was left in order. */
export function sourceOf(name: string, ...chunks: readonly Uint8Array[]) {
  const source = {
    name,
    taken: 0,
    left: false,
    async *stream() {
      try {
        for (const chunk of chunks) {
          source.taken++
          yield chunk
        }
      } finally {
        source.left = true
      }
    },
  }
  return source
}

/** A source that is read into the memory of whoever asks, `step` bytes at most; `into` has each memory that was given. */
export function readOnSource(name: string, bytes: Uint8Array, step: number) {
  const into = new Set<ArrayBufferLike>()
  let at = 0
  const source: ByteSource = {
    ...sourceOf(name),
    async read(room) {
      into.add(room.buffer)
      const length = Math.min(room.length, bytes.length - at, step)
      // What stood there before is gone with the next read.
      room.fill(0).set(bytes.subarray(at, at + length))
      at += length
      return length
    },
  }
  return { source, into }
}

/** All bytes of a source, whose chunks may last only until the next. */
export async function readAll(source: ByteSource): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of source.stream()) chunks.push(chunk.slice())
  return Buffer.concat(chunks)
}

/** Bytes in pieces of this size. */
export const cut = (bytes: Uint8Array, size: number): Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size))
