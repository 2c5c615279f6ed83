import type { Crew } from '../../../src/index.ts'

/** Bytes of a piece. */
const PIECE = 1 << 20
/** Pieces that are shared; only those that were in use at once take memory. */
const PIECES = 64

/**
 * Memory for what waits to be written, which threads share: what one made in it another writes, and the piece is free for
 * both from then on. Where none is free, a piece is somebody's own.
 */
export interface Pool {
  readonly memory: SharedArrayBuffer
  /** For each piece, whether it is in use. */
  readonly used: Int32Array
}

const pools = new WeakMap<Crew, Pool>()

const createPool = (pieces: number): Pool => ({
  memory: new SharedArrayBuffer(pieces * PIECE),
  used: new Int32Array(new SharedArrayBuffer(4 * pieces)),
})

/**
 * The pool that is shared with a crew; without one there is nothing to share. It goes with the crew, and so does what a run
 * that failed has left in use.
 */
export function poolOf(crew: Crew | undefined): Pool {
  if (!crew) return createPool(0)
  const pool = pools.get(crew) ?? createPool(PIECES)
  pools.set(crew, pool)
  return pool
}

function takePiece({ memory, used }: Pool): Uint8Array {
  for (let piece = 0; piece < used.length; piece++)
    if (Atomics.compareExchange(used, piece, 0, 1) === 0) return new Uint8Array(memory, piece * PIECE, PIECE)
  return new Uint8Array(PIECE)
}

/** Gives a piece back, or a part of it, that nobody refers to any more. */
export function givePiece({ used }: Pool, { buffer, byteOffset }: Uint8Array): void {
  // In each thread the same memory is another object.
  if (buffer instanceof SharedArrayBuffer) Atomics.store(used, Math.floor(byteOffset / PIECE), 0)
}

/** Puts bytes one after the other into pieces, and gives each that is full. */
export function createGatherer(pool: Pool, full: (piece: Uint8Array) => Promise<void> | void) {
  let piece: Uint8Array | undefined
  let used = 0
  return {
    async add(bytes: Uint8Array): Promise<void> {
      for (let from = 0; from < bytes.length; ) {
        if (!piece) {
          piece = takePiece(pool)
          used = 0
        }
        const to = Math.min(bytes.length, from + PIECE - used)
        piece.set(bytes.subarray(from, to), used)
        used += to - from
        from = to
        if (used < PIECE) continue
        const given = piece
        piece = undefined
        await full(given)
      }
    },
    /** What is in the piece that is not full; of a small part of one, a copy. */
    rest(): Uint8Array | undefined {
      const last = piece?.subarray(0, used)
      if (!last || used > PIECE / 8) return last
      const copy = last.slice()
      givePiece(pool, last)
      return copy
    },
  }
}
