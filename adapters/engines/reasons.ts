import type { ByteSink } from '../../src/index.ts'

/** Bytes after which lines are written, also within one run. */
const FULL = 1 << 20
/** Digits of a row number, at most. */
const DIGITS = 16
const encoder = new TextEncoder()
const HEAD = encoder.encode('{"row":')

/** The lines of `FILE.reasons.jsonl`, as `HeldRow` has them: one for each held row. */
export interface ReasonLines {
  /** Rows `first` to `first + count - 1` are held by one ruling. */
  add(first: number, count: number, ruling: string): void
  readonly waiting: boolean
  write(sink: ByteSink): Promise<void>
}

export function createReasonLines(): ReasonLines {
  // Rows are held one by one where origins are shuffled, so that neither objects nor texts are made of each.
  let runs: { readonly first: number[]; readonly count: number[]; readonly rest: Uint8Array[] } = none()
  let size = 0
  const rests = new Map<string, Uint8Array>()
  const restOf = (ruling: string): Uint8Array => {
    const known = rests.get(ruling) ?? encoder.encode(`,"ruling":${JSON.stringify(ruling)}}\n`)
    rests.set(ruling, known)
    return known
  }
  return {
    add(first, count, ruling) {
      const rest = restOf(ruling)
      runs.first.push(first)
      runs.count.push(count)
      runs.rest.push(rest)
      size += count * (HEAD.length + DIGITS + rest.length)
    },
    get waiting() {
      return size > 0
    },
    async write(sink) {
      const told = runs
      const room = new Uint8Array(Math.min(size, FULL))
      runs = none()
      size = 0
      let at = 0
      for (let run = 0; run < told.first.length; run++) {
        const rest = told.rest[run] as Uint8Array
        const first = told.first[run] as number
        const last = first + (told.count[run] as number) - 1
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

const none = () => ({ first: [], count: [], rest: [] })

/** Writes a whole number in decimal; where it ends. */
function putNumber(value: number, room: Uint8Array, from: number): number {
  let end = from + 1
  for (let left = value; left >= 10; left = Math.floor(left / 10)) end++
  for (let at = end, left = value; at > from; left = Math.floor(left / 10)) room[--at] = 48 + (left % 10)
  return end
}
