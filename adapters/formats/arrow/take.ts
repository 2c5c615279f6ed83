import { type Data, RecordBatch, Struct } from 'apache-arrow'
import { type Place, prune, settle } from './dictionary.ts'
import { gather } from './gather.ts'
import { dataOf } from './layout.ts'
import { maskRuns } from './runs.ts'

/**
 * The rows of `batch` whose mask is 1, with the same schema. Its buffers hold nothing of the other rows: dictionaries
 * are pruned to the entries in use, view buffers compacted. Buffers may be shared with `batch` where all rows stay.
 */
export const takeRows = (batch: RecordBatch, mask: Uint8Array): RecordBatch => takeWith(batch, mask, prune)

/** `takeRows` with a say in where dictionary entries go. */
export function takeWith(batch: RecordBatch, mask: Uint8Array, place: Place): RecordBatch {
  const runs = maskRuns(mask, batch.numRows)
  const rows = runs.total
  const into = { encoded: [] as Data[], share: rows === batch.numRows }
  const children = batch.data.children.map((child) => gather(child, runs, into))
  settle(into.encoded, place)
  const data = dataOf({ type: new Struct(batch.schema.fields), length: rows, nullCount: 0, children })
  // What a batch says of itself, such as statistics, is no longer true of a part of it, and may tell of dropped rows.
  const metadata = into.share ? new Map(batch.metadata) : new Map<string, string>()
  return new RecordBatch(batch.schema, data as never, metadata)
}
