import { fresh, type Room } from '../arena.ts'

/** Bytes in the parts in which they came: views of these, none copied. */
export interface Rope {
  readonly size: number
  readonly parts: readonly Uint8Array[]
  /** The bytes `from` to `to`, in parts. */
  cut(from: number, to: number): Uint8Array[]
  /** Copies them to `to` in `target`; fastest from front to back. */
  copy(from: number, end: number, target: Uint8Array, to: number): void
  /** The same as one array: a view, or a copy where they lie in several parts. */
  join(from: number, to: number): Uint8Array
}

/** `room` is where parts are put together. */
export function ropeOf(parts: readonly Uint8Array[], room: Room = fresh): Rope {
  const starts: number[] = []
  let size = 0
  for (const part of parts) {
    starts.push(size)
    size += part.length
  }
  let last = 0
  /** The part in which `at` lies. */
  const find = (at: number): number => {
    if (starts[last]! <= at && at < (starts[last + 1] ?? size)) return last
    let [low, high] = [0, starts.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (starts[middle]! <= at) low = middle
      else high = middle - 1
    }
    last = low
    return low
  }
  function cut(from: number, to: number): Uint8Array[] {
    const found: Uint8Array[] = []
    for (let at = from, i = find(from); at < to; i++) {
      const part = parts[i]!.subarray(at - starts[i]!, to - starts[i]!)
      if (part.length > 0) found.push(part)
      at += part.length
    }
    return found
  }
  return {
    size,
    parts,
    cut,
    copy(from, end, target, to) {
      for (let at = from, i = find(from); at < end; i++) {
        const part = parts[i]!
        const start = at - starts[i]!
        const stop = Math.min(part.length, end - starts[i]!)
        target.set(start === 0 && stop === part.length ? part : part.subarray(start, stop), to + at - from)
        at = starts[i]! + stop
      }
    },
    join(from, to) {
      const found = cut(from, to)
      if (found.length === 1) return found[0]!
      const bytes = room(to - from)
      let at = 0
      for (const part of found) {
        bytes.set(part, at)
        at += part.length
      }
      return bytes
    },
  }
}
