import { type Batch, type ByteSink, ProvgateError, type Writer } from '../../../src/index.ts'
import type { JsonlPayload } from './rows.ts'

const LF = 0x0a
const NEWLINE = Uint8Array.of(LF)
const STEP = 512 * 1024

/** Blocks of a large input differ in size: what takes one takes the next, too. */
const roomFor = (bytes: number): number => (bytes < STEP ? bytes : Math.ceil(bytes / STEP) * STEP)

/** The masked rows of a batch, one after the other, and how many of them end in a newline. */
interface Gathered {
  readonly bytes: Uint8Array
  readonly lines: number
}

/** Gathers masked rows as one piece, a copy that lasts until the next but one is made. */
function createGatherer(): (payload: JsonlPayload, mask: Uint8Array) => Gathered {
  let [room, other] = [new Uint8Array(0), new Uint8Array(0)]
  return ({ bytes, starts, ends }, mask) => {
    ;[room, other] = [other, room]
    if (bytes.length > room.length) room = new Uint8Array(roomFor(bytes.length))
    let used = 0
    let lines = 0
    // The run at hand, which grows while rows lie side by side.
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
      room.set(bytes.subarray(from, to), used)
      used += to - from
      from = starts[row]!
      to = end
    }
    room.set(bytes.subarray(from, to), used)
    return { bytes: room.subarray(0, used + to - from), lines }
  }
}

/**
 * Writes masked lines verbatim. Rows are counted by the newlines that went out, plus a last line without one; such a
 * line gets a newline only if another line follows it. A piece is written while the next one is made: that it could not
 * be is told by the call after.
 */
export function createJsonlWriter(sink: ByteSink): Writer<JsonlPayload> {
  const gather = createGatherer()
  let rows = 0
  let open = false

  let writing: Promise<void> = Promise.resolve()

  const emit = async ({ bytes, lines }: Gathered): Promise<void> => {
    if (bytes.length === 0) return
    await writing
    writing = sink.write(bytes)
    writing.catch(() => undefined)
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
    async finish() {
      await writing
      return { rows: rows + (open ? 1 : 0) }
    },
  }
}
