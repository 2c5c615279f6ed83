import { type Batch, type ByteSink, ProvgateError, type Writer } from '../../src/index.ts'
import type { JsonlPayload } from './jsonl-rows.ts'

const LF = 0x0a
const NEWLINE = Uint8Array.of(LF)

/** The masked rows of a batch as one piece: a view where they lie in one run, else a copy. */
function gather({ bytes, starts, ends }: JsonlPayload, mask: Uint8Array): Uint8Array {
  const runs: [from: number, to: number][] = []
  let length = 0
  for (let row = 0; row < starts.length; row++) {
    if (mask[row] !== 1) continue
    const from = starts[row]!
    const to = ends[row]!
    const last = runs.at(-1)
    if (last?.[1] === from) last[1] = to
    else runs.push([from, to])
    length += to - from
  }
  if (runs.length === 1) return bytes.subarray(...runs[0]!)
  const piece = new Uint8Array(length)
  let at = 0
  for (const [from, to] of runs) {
    piece.set(bytes.subarray(from, to), at)
    at += to - from
  }
  return piece
}

/**
 * Writes masked lines verbatim. Rows are counted by the newlines that went out, plus a last line without one; such a
 * line gets a newline only if another line follows it.
 */
export function createJsonlWriter(sink: ByteSink): Writer<JsonlPayload> {
  let rows = 0
  let open = false

  const emit = async (piece: Uint8Array): Promise<void> => {
    if (piece.length === 0) return
    await sink.write(piece)
    for (let at = piece.indexOf(LF); at >= 0; at = piece.indexOf(LF, at + 1)) rows++
    open = piece[piece.length - 1] !== LF
  }

  return {
    put: async (batch: Batch<JsonlPayload>, mask: Uint8Array) => {
      if (mask.length !== batch.codes.length)
        throw new ProvgateError('conservation', `${batch.codes.length} rows have ${mask.length} decisions`)
      const piece = gather(batch.payload, mask)
      if (piece.length === 0) return
      if (open) await emit(NEWLINE)
      await emit(piece)
      if (!batch.payload.tail || mask[mask.length - 1] !== 1) return
      const next = batch.payload.tail.take()
      for (let more = await next(); more; more = await next()) await emit(more)
    },
    finish: async () => ({ rows: rows + (open ? 1 : 0) }),
  }
}
