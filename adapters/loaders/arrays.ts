import { ProvgateError } from '../../src/index.ts'
import { withSignal } from './abort.ts'
import type { Flow } from './flow.ts'
import type { Taker } from './held.ts'
import { SAMPLE_ROWS, shapeReader } from './object-cells.ts'

/** The passing records of each list, none without one. A list that passes whole is the one that came in. */
export async function* filterArrays<T>(
  source: AsyncIterable<readonly T[]> | Iterable<readonly T[]>,
  flow: Flow,
  taker: Taker,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly T[], void, void> {
  const sample = shapeReader()
  let early: (readonly T[])[] = []
  let seen = 0
  async function* ruled(): AsyncGenerator<readonly T[], void, void> {
    if (!flow.settled) flow.settle(sample.shape())
    const batches = early
    early = []
    for (const batch of batches) {
      const passing = await passingOf(batch, flow, taker)
      if (passing.length > 0) yield passing
    }
  }
  try {
    for await (const batch of withSignal(source, signal)) {
      if (!Array.isArray(batch))
        throw new ProvgateError('usage', 'a guard of batches was given something that is no list of records', {
          fix: 'use `guard.filter` for records one by one, and `guard.batches` for Arrow record batches',
        })
      early.push(batch)
      if (!flow.settled) {
        for (const record of batch.slice(0, SAMPLE_ROWS - seen)) sample.add(record)
        seen += batch.length
        if (seen < SAMPLE_ROWS) continue
      }
      yield* ruled()
    }
    yield* ruled()
  } finally {
    flow.end()
  }
}

/** Rules on all of a list before anything is waited for but the sink. */
async function passingOf<T>(batch: readonly T[], flow: Flow, taker: Taker): Promise<readonly T[]> {
  let passing: T[] | undefined
  for (let i = 0; i < batch.length; i++) {
    const record = batch[i] as T
    const ruling = flow.rule(record)
    if (ruling.action === 'pass') passing?.push(record)
    else {
      passing ??= batch.slice(0, i)
      if (ruling.action === 'quarantine') await taker.take(record, ruling, flow.row)
    }
  }
  return passing ?? batch
}
