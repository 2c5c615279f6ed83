import type { ByteSource } from '../../../src/index.ts'
import { readRange } from './range.ts'

/** Bytes that are read when they are asked for, and no sooner. Positions count from the first of them. */
export interface Span {
  readonly size: number
  /** Bytes `from` to `to`: where they lie already, or in memory of their own. */
  bytes(from?: number, to?: number): Uint8Array
  /** Puts all of them at the beginning of memory that has room for them. */
  copy(room: Uint8Array): void
  part(from: number, to: number): Span
}

/** Fills memory with bytes of a file, from byte `from` on. */
export type Fill = NonNullable<ByteSource['fill']>

export function heldSpan(held: Uint8Array): Span {
  return {
    size: held.length,
    bytes: (from = 0, to = held.length) => held.subarray(from, to),
    copy: (room) => room.set(held),
    part: (from, to) => heldSpan(held.subarray(from, to)),
  }
}

/** Bytes `from` to `to` of a file that lies at hand. */
export function filledSpan(fill: Fill, from: number, to: number): Span {
  const size = to - from
  return {
    size,
    bytes(start = 0, end = size) {
      const room = new Uint8Array(end - start)
      fill(room, from + start)
      return room
    },
    copy: (room) => fill(room.subarray(0, size), from),
    part: (start, end) => filledSpan(fill, from + start, from + end),
  }
}

/** Bytes that are read at once rather than page by page. */
const FEW = 256 * 1024

/** Bytes `from` to `to` of an input; of one that is far away, all are fetched at once. */
export async function spanOf(input: ByteSource, from: number, to: number): Promise<Span> {
  const fill = input.fill?.bind(input)
  if (!fill) return heldSpan(await readRange(input, from, to))
  const span = filledSpan(fill, from, to)
  return span.size <= FEW ? heldSpan(span.bytes()) : span
}
