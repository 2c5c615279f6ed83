import type { RecordBatch } from 'apache-arrow'
import { ProvgateError, type Ruling } from '../../src/index.ts'
import { codesOf } from '../formats/arrow/cells.ts'
import { shapeOf } from '../formats/arrow/shape.ts'
import { takeRows } from '../formats/arrow/take.ts'
import { withSignal } from './abort.ts'
import type { Flow } from './flow.ts'
import type { Taker } from './held.ts'

/** Takes the held rows of a batch, with the row (from 1, in the stream) and the ruling of each. */
export type HeldBatchSink = (
  batch: RecordBatch,
  rows: readonly { readonly row: number; readonly ruling: Ruling }[],
) => void | Promise<void>

interface Held {
  readonly taker: Taker
  readonly heldBatch?: HeldBatchSink | undefined
  readonly signal?: AbortSignal | undefined
}

/** The passing rows of each batch, as a batch of the same schema. A batch that passes whole is the one that came in. */
export async function* filterBatches(
  source: AsyncIterable<RecordBatch> | Iterable<RecordBatch>,
  flow: Flow,
  { taker, heldBatch, signal }: Held,
): AsyncGenerator<RecordBatch, void, void> {
  try {
    for await (const batch of withSignal(source, signal)) {
      if (!isBatch(batch))
        throw new ProvgateError('usage', 'a guard of batches was given something that is no Arrow record batch', {
          fix: 'use `guard.filter` for records, and the `batches` of an Arrow table or reader here',
        })
      if (!flow.settled) flow.settle(shapeOf(batch.schema))
      const passing = new Uint8Array(batch.numRows)
      const held = new Uint8Array(batch.numRows)
      const rows: { row: number; ruling: Ruling }[] = []
      const codes = codesOf(batch, flow.plan)
      let passed = 0
      for (let i = 0; i < codes.length; i++) {
        const ruling = flow.ruleCode(codes[i]!)
        if (ruling.action === 'pass') passed += passing[i] = 1
        else if (ruling.action === 'quarantine') {
          held[i] = 1
          rows.push({ row: flow.row, ruling })
        }
      }
      if (rows.length > 0) {
        const kept = takeRows(batch, held)
        if (heldBatch) await heldBatch(kept, rows)
        else for (const [i, { row, ruling }] of rows.entries()) await taker.take(kept.get(i)?.toJSON(), ruling, row)
      }
      if (passed === batch.numRows && passed > 0) yield batch
      else if (passed > 0) yield takeRows(batch, passing)
    }
  } finally {
    flow.end()
  }
}

/** By what it has, not by its class: a program may hold two copies of the library. */
function isBatch(value: unknown): value is RecordBatch {
  return typeof value === 'object' && value !== null && 'schema' in value && 'numRows' in value && 'data' in value
}
