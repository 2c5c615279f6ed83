import type { Window } from './window.ts'

/** Memory that blocks are read into: a window, or two halves of one, in turns. */
export interface Halves {
  /** Room for `size` bytes where the block is, of which the first `used` stay; nothing may be read ahead meanwhile. */
  reserve(size: number, used: number): Uint8Array
  /** Room for `size` bytes behind `from` in the other half; undefined where there is none. */
  other(from: number, size: number): Uint8Array | undefined
  /** Goes on in the other half, with `rest` before what was read into it. */
  swap(rest: Uint8Array): Uint8Array
}

/**
 * @param least bytes of a half, at first
 * @param two whether there are two, but for as long as what has to be in one is larger
 */
export function createHalves(window: Window, least: number, two: boolean): Halves {
  let half = least
  let halved = two
  let second = false
  const view = (of: boolean): Uint8Array => {
    if (!halved) return window.reserve(half)
    const all = window.reserve(2 * half)
    return of ? all.subarray(half, 2 * half) : all.subarray(0, half)
  }
  return {
    reserve(size, used) {
      if (two && !halved && size <= least) {
        halved = true
        half = least
      }
      if (size <= half) return view(second)
      const kept = halved ? view(second).slice(0, used) : undefined
      halved = false
      second = false
      half = size
      const room = view(false)
      if (kept) room.set(kept)
      return room
    },
    other: (from, size) => (halved && from + size <= half ? view(!second).subarray(from, from + size) : undefined),
    swap(rest) {
      second = !second
      const held = view(second)
      held.set(rest)
      return held
    },
  }
}
