/** A buffer that is to be written, in parts, so that what only repeats need not be in memory. */
export interface Piece {
  readonly size: number
  readonly parts: Iterable<Uint8Array>
}

export const pieceOf = (bytes: Uint8Array): Piece => ({ size: bytes.length, parts: [bytes] })

/** The parts of all pieces. */
export const partsOf = (pieces: readonly Piece[]): Iterable<Uint8Array> => ({
  *[Symbol.iterator]() {
    for (const { parts } of pieces) yield* parts
  },
})

/** Bytes of a part of what repeats. */
const PART = 256 * 1024

/** The same bytes so many times. */
export function repeated(bytes: Uint8Array, times: number): Piece {
  const most = Math.max(1, Math.floor(PART / Math.max(1, bytes.length)))
  return {
    size: bytes.length * times,
    parts: {
      *[Symbol.iterator]() {
        const block = new Uint8Array(bytes.length * Math.min(most, times))
        for (let at = 0; at < block.length; at += bytes.length) block.set(bytes, at)
        for (let left = times; left > 0; left -= most)
          yield left >= most ? block : block.subarray(0, bytes.length * left)
      },
    },
  }
}
