import type { Data } from 'apache-arrow'
import type { Room } from '../arena.ts'
import { type Assembled, batchMessage } from './assemble.ts'
import type { ArrowBatch } from './batch.ts'
import { type Place, settle } from './dictionary.ts'
import { gather } from './gather.ts'
import type { Piece } from './pieces.ts'
import { maskRuns } from './runs.ts'

/** The rows of a batch whose mask is 1, as a message. Its texts are gathered when it is written. */
export function gatheredBatch(batch: ArrowBatch, mask: Uint8Array, place: Place, room: Room): Assembled {
  const { columns, texts } = batch.hollow()
  const runs = maskRuns(mask, batch.rows)
  const share = runs.total === batch.rows
  const into = { encoded: [] as Data[], share, room, apart: { texts, parts: new Map<Data, Piece>() } }
  const gathered = columns.map((column) => gather(column, runs, into))
  settle(into.encoded, place)
  // What a batch says of itself, such as statistics, is no longer true of a part of it, and may tell of dropped rows.
  const metadata = share ? batch.block.metadata : new Map<string, string>()
  return batchMessage(gathered, runs.total, metadata, into.apart.parts)
}
