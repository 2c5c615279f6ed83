import { type Batch, type ByteSink, ProvgateError, type Writer } from '../../src/index.ts'
import type { JsonlPayload } from './jsonl-rows.ts'

const LF = 0x0a
const NEWLINE = Uint8Array.of(LF)

/** The masked rows of a batch, one after the other, and how many of them end in a newline. */
interface Gathered {
  readonly bytes: Uint8Array
  readonly lines: number
}

/** Gathers masked rows as one piece: a view where they lie in one run, else a copy in memory that the next one is put into. */
function createGatherer(): (payload: JsonlPayload, mask: Uint8Array) => Gathered {
  let room = new Uint8Array(0)
  const roomFor = (size: number): Uint8Array => {
    if (size > room.length) room = new Uint8Array(Math.max(size, room.length * 2))
    return room
  }
  return ({ bytes, starts, ends }, mask) => {
    let used = 0
    let lines = 0
    // The run at hand; it is copied only when another one follows.
    let from = 0
    let to = 0
    for (let row = 0; row < starts.length; row++) {
      if (mask[row] !== 1) continue
      const end = ends[row]!
      if (bytes[end - 1] === LF) lines++
      if (starts[row] === to) {
        to = end
        continue
      }
      if (to > from) {
        roomFor(bytes.length).set(bytes.subarray(from, to), used)
        used += to - from
      }
      from = starts[row]!
      to = end
    }
    if (used === 0) return { bytes: bytes.subarray(from, to), lines }
    room.set(bytes.subarray(from, to), used)
    return { bytes: room.subarray(0, used + to - from), lines }
  }
}

/**
 * Writes masked lines verbatim. Rows are counted by the newlines that went out, plus a last line without one; such a
 * line gets a newline only if another line follows it.
 */
export function createJsonlWriter(sink: ByteSink): Writer<JsonlPayload> {
  const gather = createGatherer()
  let rows = 0
  let open = false

  const emit = async ({ bytes, lines }: Gathered): Promise<void> => {
    if (bytes.length === 0) return
    await sink.write(bytes)
    rows += lines
    open = bytes.at(-1) !== LF
  }

  return {
    put: async (batch: Batch<JsonlPayload>, mask: Uint8Array) => {
      if (mask.length !== batch.codes.length)
        throw new ProvgateError('conservation', `${batch.codes.length} rows have ${mask.length} decisions`)
      const piece = gather(batch.payload, mask)
      if (piece.bytes.length === 0) return
      if (open) await emit({ bytes: NEWLINE, lines: 1 })
      await emit(piece)
      if (!batch.payload.tail || mask[mask.length - 1] !== 1) return
      const next = batch.payload.tail.take()
      for (let more = await next(); more; more = await next())
        await emit({ bytes: more, lines: more.at(-1) === LF ? 1 : 0 })
    },
    finish: async () => ({ rows: rows + (open ? 1 : 0) }),
  }
}
