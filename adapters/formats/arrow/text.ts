import { fresh, type Room } from '../arena.ts'
import type { Piece } from './pieces.ts'
import type { Rope } from './rope.ts'
import type { Runs } from './runs.ts'

/** Bytes from which on a run is shown where it lies; shorter ones are cheaper to copy than to write by themselves. */
const LONG = 64 * 1024
/** Bytes of a part that is gathered: few beside a batch, and enough to be worth a write. */
const STEP = 1024 * 1024

/**
 * The ranges of a text, gathered when they are asked for: a part is a view of a long one, or copies of others, in memory
 * that `room` gives and that holds the next part, too.
 */
export function gatherText(text: Rope, { pairs, total }: Runs, room: Room = fresh): Piece {
  function* parts(): Generator<Uint8Array> {
    const copies = room(Math.min(STEP, total))
    let filled = 0
    for (let i = 0; i < pairs.length; i += 2) {
      const at = pairs[i]!
      const size = pairs[i + 1]!
      if (filled > 0 && (size > LONG || filled + size > copies.length)) {
        yield copies.subarray(0, filled)
        filled = 0
      }
      if (size > LONG) yield* text.cut(at, at + size)
      else {
        text.copy(at, at + size, copies, filled)
        filled += size
      }
    }
    if (filled > 0) yield copies.subarray(0, filled)
  }
  return { size: total, parts: { [Symbol.iterator]: parts } }
}
