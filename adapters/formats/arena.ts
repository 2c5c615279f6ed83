/** Memory for as many bytes as asked for. */
export type Room = (size: number) => Uint8Array

/**
 * Memory that is used again for each batch: the system takes longer to find new memory than a copy takes, and memory
 * outside of the heap is given back late, since little of the heap shows for it.
 */
export interface Arena {
  /** Bytes that may still hold those of a batch before: whoever takes them has to write them all. */
  readonly room: Room
  /** Bytes that it keeps. */
  readonly size: number
  /** Takes all back. What was taken before must be used no more. */
  reset(): void
}

export const fresh: Room = (size) => new Uint8Array(size)

/** Memory for so many numbers. */
export function numbers(room: Room, count: number): Uint32Array {
  const { buffer, byteOffset } = room(count * Uint32Array.BYTES_PER_ELEMENT)
  return new Uint32Array(buffer, byteOffset, count)
}

/** Boundary at which each piece starts. */
const ALIGNED = 64
/** Below this, memory costs nothing. */
const SMALL = 4096

/** What is taken at once: with some to spare, since batches of one input are of about one size. */
const spare = (size: number) => Math.ceil((size * 9) / 8 / ALIGNED) * ALIGNED

export function createArena(): Arena {
  let slab = new Uint8Array(0)
  let used = 0
  /** Bytes that were taken of slabs before this one. */
  let before = 0
  return {
    room(size) {
      if (size < SMALL) return new Uint8Array(size)
      const need = Math.ceil(size / ALIGNED) * ALIGNED
      if (used + need > slab.length) {
        before += used
        used = 0
        slab = new Uint8Array(spare(need))
      }
      used += need
      return slab.subarray(used - need, used - need + size)
    },
    get size() {
      return slab.length
    },
    reset() {
      if (before + used > slab.length) slab = new Uint8Array(spare(before + used))
      used = 0
      before = 0
    },
  }
}
