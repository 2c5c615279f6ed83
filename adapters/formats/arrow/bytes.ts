import { type ByteSource, ProvgateError } from '../../../src/index.ts'
import { fresh, type Room } from '../arena.ts'
import { sourceFault } from '../source-fault.ts'
import { type Rope, ropeOf } from './rope.ts'

/** Bytes in order, in the portions that are asked for. */
export interface ByteReader {
  /** Bytes read so far. */
  readonly position: number
  /** The next `size` bytes in memory of their own, fewer only at the end. */
  read(size: number): Promise<Uint8Array>
  /** The same as views of what the source gave, or in memory that is used again: as `room` of `byteReader` says. */
  take(size: number): Promise<Rope>
  /** As `read`, without moving on. */
  peek(size: number): Promise<Uint8Array>
  /** Reads what is left, and forgets it. */
  drain(): Promise<void>
  close(): Promise<void>
}

/** Above this much, memory grows with the bytes that come, not with what a length in the file claims. */
const TRUST = 64 * 1024 * 1024
/** Bytes of one step of reading what is forgotten. */
const STEP = 1024 * 1024

/**
 * Reads a source from front to back: into memory that `room` gives where the source can and knows its size, else in the
 * chunks that it streams, which are put together in memory that `room` gives only where they have to be.
 */
export function byteReader(input: ByteSource, signal?: AbortSignal, room: Room = fresh): ByteReader {
  const { read, size } = input
  return read && size !== undefined
    ? readOn({ ...input, read: read.bind(input), size }, signal, room)
    : streamed(input, signal, room)
}

function stopIf(signal: AbortSignal | undefined, name: string): void {
  if (signal?.aborted) throw new ProvgateError('aborted', `stopped while reading \`${name}\``, { file: name })
}

function readOn(
  input: ByteSource & Required<Pick<ByteSource, 'read' | 'size'>>,
  signal: AbortSignal | undefined,
  room: Room,
): ByteReader {
  const { name, size } = input
  let ahead = new Uint8Array(0)
  let position = 0
  let closed = false

  const readSome = async (into: Uint8Array): Promise<number> => {
    try {
      return await input.read(into)
    } catch (error) {
      throw sourceFault(name, error)
    }
  }

  /** The next bytes; fewer only at the end, which the source is made to see. */
  async function next(wanted: number, memory: Room): Promise<Uint8Array> {
    if (closed) return new Uint8Array(0)
    // A length in the file may claim more than the file has.
    const bytes = memory(Math.min(wanted, size - position))
    bytes.set(ahead.subarray(0, bytes.length))
    let filled = Math.min(ahead.length, bytes.length)
    ahead = ahead.subarray(filled)
    while (filled < wanted) {
      stopIf(signal, name)
      const into = filled < bytes.length ? bytes.subarray(filled) : new Uint8Array(1)
      const count = await readSome(into)
      if (count === 0) break
      if (into.length === 1 && filled === bytes.length) throw new RangeError(`\`${name}\` gives more than its size`)
      filled += count
    }
    position += filled
    return filled === bytes.length ? bytes : bytes.subarray(0, filled)
  }

  return {
    get position() {
      return position
    },
    read: (wanted) => next(wanted, fresh),
    take: async (wanted) => ropeOf([await next(wanted, room)], room),
    async peek(wanted) {
      const bytes = await next(wanted, fresh)
      position -= bytes.length
      const both = new Uint8Array(bytes.length + ahead.length)
      both.set(bytes)
      both.set(ahead, bytes.length)
      ahead = both
      return bytes
    },
    async drain() {
      const memory = new Uint8Array(STEP)
      while ((await next(STEP, (most) => memory.subarray(0, most))).length > 0);
    },
    async close() {
      closed = true
    },
  }
}

function streamed(input: ByteSource, signal: AbortSignal | undefined, room: Room): ByteReader {
  const chunks = input.stream()[Symbol.asyncIterator]()
  let chunk = new Uint8Array(0)
  let used = 0
  let position = 0
  let ended = false

  /** Makes `chunk` hold unread bytes, or says that there are none. */
  async function more(): Promise<boolean> {
    while (used === chunk.length && !ended) {
      stopIf(signal, input.name)
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
    async take(size) {
      const parts: Uint8Array[] = []
      let left = size
      while (left > 0 && (await more())) {
        const part = chunk.subarray(used, used + left)
        parts.push(part)
        used += part.length
        left -= part.length
      }
      position += size - left
      return ropeOf(parts, room)
    },
    async peek(size) {
      const bytes = await read(size)
      position -= bytes.length
      if (used >= bytes.length) {
        used -= bytes.length
        return bytes
      }
      const rest = chunk.subarray(used)
      chunk = new Uint8Array(bytes.length + rest.length)
      chunk.set(bytes)
      chunk.set(rest, bytes.length)
      used = 0
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
