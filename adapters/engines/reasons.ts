import type { ByteSink } from '../../src/index.ts'

/** Bytes after which lines are written, also within one run. */
const FULL = 1 << 20
/** Digits of a row number, at most. */
const DIGITS = 16
const encoder = new TextEncoder()
const HEAD = encoder.encode('{"row":')

/** The lines of `FILE.reasons.jsonl`, as `HeldRow` has them: one for each held row. */
export interface ReasonLines {
  /** Rows `first` to `first + count - 1` are held by one ruling. Not while others are written. */
  add(first: number, count: number, ruling: string): void
  readonly waiting: boolean
  write(sink: ByteSink): Promise<void>
}

export function createReasonLines(): ReasonLines {
  // Rows are held one by one where origins are shuffled, so that neither objects nor texts are made of each.
  const runs = { first: [] as number[], count: [] as number[], rest: [] as Uint8Array[] }
  let used = 0
  let size = 0
  let room = new Uint8Array()
  const rests = new Map<string, Uint8Array>()
  const restOf = (ruling: string): Uint8Array => {
    const known = rests.get(ruling) ?? encoder.encode(`,"ruling":${JSON.stringify(ruling)}}\n`)
    rests.set(ruling, known)
    return known
  }
  return {
    add(first, count, ruling) {
      const rest = restOf(ruling)
      runs.first[used] = first
      runs.count[used] = count
      runs.rest[used] = rest
      used++
      size += count * (HEAD.length + DIGITS + rest.length)
    },
    get waiting() {
      return size > 0
    },
    async write(sink) {
      const told = used
      const need = Math.min(size, FULL)
      if (room.length < need) room = new Uint8Array(need)
      used = 0
      size = 0
      let at = 0
      for (let run = 0; run < told; run++) {
        const rest = runs.rest[run] as Uint8Array
        const first = runs.first[run] as number
        const last = first + (runs.count[run] as number) - 1
        for (let row = first; row <= last; row++) {
          if (at + HEAD.length + DIGITS + rest.length > room.length) {
            await sink.write(room.subarray(0, at))
            at = 0
          }
          room.set(HEAD, at)
          at = putNumber(row, room, at + HEAD.length)
          room.set(rest, at)
          at += rest.length
        }
      }
      if (at > 0) await sink.write(room.subarray(0, at))
    },
  }
}

/** Writes a whole number in decimal; where it ends. */
function putNumber(value: number, room: Uint8Array, from: number): number {
  let end = from + 1
  for (let left = value; left >= 10; left = Math.floor(left / 10)) end++
  for (let at = end, left = value; at > from; left = Math.floor(left / 10)) room[--at] = 48 + (left % 10)
  return end
}
