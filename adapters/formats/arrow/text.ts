import { fresh, type Room } from './arena.ts'
import type { Rope } from './rope.ts'
import type { Runs } from './runs.ts'

/** Bytes from which on a run is shown where it lies; shorter ones are cheaper to copy than to write by themselves. */
const LONG = 64 * 1024

/** The ranges of a text, in parts: views of the long ones, copies of the others in memory that `room` gives. */
export function gatherText(text: Rope, { pairs }: Runs, room: Room = fresh): Uint8Array[] {
  let short = 0
  for (let i = 1; i < pairs.length; i += 2) if (pairs[i]! <= LONG) short += pairs[i]!
  const copies = room(short)
  const parts: Uint8Array[] = []
  let [shown, filled] = [0, 0]
  for (let i = 0; i < pairs.length; i += 2) {
    const at = pairs[i]!
    const size = pairs[i + 1]!
    if (size > LONG) {
      if (filled > shown) parts.push(copies.subarray(shown, filled))
      shown = filled
      parts.push(...text.cut(at, at + size))
    } else {
      text.copy(at, at + size, copies, filled)
      filled += size
    }
  }
  if (filled > shown) parts.push(copies.subarray(shown, filled))
  return parts
}
