import { codecOf, PREFIX, STORED } from './codec.ts'
import { fault } from './fault.ts'
import { type Rope, ropeOf } from './rope.ts'

/** The buffers of one message. Each is put together, and decompressed, when it is asked for. */
export interface Buffers {
  readonly count: number
  /** Bytes of all of them, decompressed. */
  readonly bytes: number
  /** Bytes of one, decompressed. */
  size(index: number): number
  /** One as an array that starts where typed arrays may; kept for whoever asks again. */
  get(index: number): Uint8Array
  /** One in the parts in which it came, if it is not compressed. */
  rope(index: number): Rope
  /** One as it lies in the body. */
  stored(index: number): Uint8Array[]
  /** Whether the body holds these buffers, and zeros to fill up, and nothing else. */
  packed(): boolean
}

/** Bytes that a writer may leave between two buffers. */
const GAP = 64

/**
 * The buffers that lie at `places` (start and length of each, flattened) in a body.
 * @throws ProvgateError `format` where they can't lie there, `limit` where they hold more than `limit` bytes
 */
export function buffersOf(body: Rope, places: readonly number[], codec: number | undefined, limit: number): Buffers {
  const count = places.length / 2
  const sizes = new Float64Array(count)
  const kept = new Array<Uint8Array | undefined>(count)
  const start = (index: number) => places[2 * index]!
  const end = (index: number) => places[2 * index]! + places[2 * index + 1]!
  const decode = codec === undefined ? undefined : codecOf(codec)
  let bytes = 0
  for (let i = 0; i < count; i++) {
    if (start(i) < 0 || end(i) < start(i) || end(i) > body.size)
      throw fault('format', 'is damaged: a buffer lies outside of its message')
    sizes[i] = decode ? unpacked(body, start(i), end(i)) : end(i) - start(i)
    bytes += sizes[i]!
    // Also of buffers that lie in each other, each of which is written by itself.
    if (bytes > limit) {
      const when = decode ? ' when decompressed' : ''
      throw fault('limit', `has a record batch of more than ${limit} bytes${when}`)
    }
  }

  function read(index: number): Uint8Array {
    if (start(index) === end(index)) return new Uint8Array(0)
    const stored = body.join(start(index), end(index))
    if (!decode) return aligned(stored)
    if (lengthIn(stored) === STORED) return aligned(stored.subarray(PREFIX))
    if (sizes[index] === 0) return new Uint8Array(0)
    const decoded = decode(stored.subarray(PREFIX), sizes[index]!)
    if (decoded.length !== sizes[index]) throw fault('format', 'is damaged: a buffer decompresses to another length')
    return aligned(decoded)
  }

  const get = (index: number): Uint8Array => (kept[index] ??= read(index))
  const stored = (index: number) => (start(index) === end(index) ? [] : body.cut(start(index), end(index)))

  return {
    count,
    bytes,
    size: (index) => sizes[index]!,
    get,
    rope: (index) => ropeOf(decode ? [get(index)] : stored(index)),
    stored,
    packed() {
      let at = 0
      const zeros = (to: number) => to - at < GAP && to >= at && body.cut(at, to).every((part) => isZero(part))
      for (let i = 0; i < count; i++) {
        if (start(i) === end(i)) continue
        if (!zeros(start(i))) return false
        at = end(i)
      }
      return zeros(body.size)
    },
  }
}

/** Whether there is nothing but zeros from `from` on. */
export function isZero(bytes: Uint8Array, from = 0): boolean {
  for (let i = from; i < bytes.length; i++) if (bytes[i] !== 0) return false
  return true
}

const aligned = (bytes: Uint8Array) => (bytes.byteOffset % 8 === 0 ? bytes : bytes.slice())

const lengthIn = (stored: Uint8Array) => new DataView(stored.buffer, stored.byteOffset, PREFIX).getBigInt64(0, true)

/** What a compressed buffer says that it holds. */
function unpacked(body: Rope, start: number, end: number): number {
  if (start === end) return 0
  if (end - start < PREFIX) throw fault('format', 'is damaged: a compressed buffer without its length')
  const length = lengthIn(body.join(start, start + PREFIX))
  if (length < STORED) throw fault('format', 'is damaged: a compressed buffer of negative length')
  return length === STORED ? end - start - PREFIX : Number(length)
}
