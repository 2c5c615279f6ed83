import { type ByteSource, ProvgateError } from '../../src/index.ts'
import { sourceFault } from './source-fault.ts'

/** Bytes in order, in the portions that are asked for. */
export interface ByteReader {
  /** Bytes read so far. */
  readonly position: number
  /** The next `size` bytes in memory of their own, fewer only at the end. */
  read(size: number): Promise<Uint8Array>
  /** As `read`, without moving on. */
  peek(size: number): Promise<Uint8Array>
  /** Reads what is left, and forgets it. */
  drain(): Promise<void>
  close(): Promise<void>
}

/** Above this much, memory grows with the bytes that come, not with what a length in the file claims. */
const TRUST = 64 * 1024 * 1024

export function byteReader(input: ByteSource, signal?: AbortSignal): ByteReader {
  const chunks = input.stream()[Symbol.asyncIterator]()
  let chunk = new Uint8Array(0)
  let used = 0
  let position = 0
  let ended = false

  /** Makes `chunk` hold unread bytes, or says that there are none. */
  async function more(): Promise<boolean> {
    while (used === chunk.length && !ended) {
      if (signal?.aborted)
        throw new ProvgateError('aborted', `stopped while reading \`${input.name}\``, { file: input.name })
      const next = await chunks.next().catch((error: unknown) => Promise.reject(sourceFault(input.name, error)))
      if (next.done) ended = true
      else {
        chunk = next.value as Uint8Array<ArrayBuffer>
        used = 0
      }
    }
    return used < chunk.length
  }

  async function read(size: number): Promise<Uint8Array> {
    let bytes = new Uint8Array(Math.min(size, TRUST))
    let filled = 0
    while (filled < size && (await more())) {
      if (filled === bytes.length) {
        const larger = new Uint8Array(Math.min(size, bytes.length * 2))
        larger.set(bytes)
        bytes = larger
      }
      const part = chunk.subarray(used, used + bytes.length - filled)
      bytes.set(part, filled)
      filled += part.length
      used += part.length
    }
    position += filled
    return filled === bytes.length ? bytes : bytes.subarray(0, filled)
  }

  return {
    get position() {
      return position
    },
    read,
    async peek(size) {
      const bytes = await read(size)
      const rest = chunk.subarray(used)
      chunk = new Uint8Array(bytes.length + rest.length)
      chunk.set(bytes)
      chunk.set(rest, bytes.length)
      used = 0
      position -= bytes.length
      return bytes
    },
    async drain() {
      while (await more()) used = chunk.length
    },
    async close() {
      ended = true
      chunk = new Uint8Array(0)
      used = 0
      await chunks.return?.()
    },
  }
}
