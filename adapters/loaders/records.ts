import { withSignal } from './abort.ts'
import type { Flow } from './flow.ts'
import type { Taker } from './held.ts'
import { SAMPLE_ROWS, shapeReader } from './object-cells.ts'

/** The records that may pass, in order and unchanged; each is the object that came in. */
export async function* filterRecords<T>(
  source: AsyncIterable<T> | Iterable<T>,
  flow: Flow,
  taker: Taker,
  signal: AbortSignal | undefined,
): AsyncGenerator<T, void, void> {
  try {
    for await (const record of settled(withSignal(source, signal), flow)) {
      const ruling = flow.rule(record)
      if (ruling.action === 'pass') yield record
      else if (ruling.action === 'quarantine') await taker.take(record, ruling, flow.row)
    }
  } finally {
    flow.end()
  }
}

/** The same records, once the first ones have told how they are to be read. */
async function* settled<T>(source: AsyncIterable<T>, flow: Flow): AsyncGenerator<T, void, void> {
  let early: T[] = []
  const sample = shapeReader()
  for await (const record of source) {
    if (flow.settled) {
      yield record
      continue
    }
    early.push(record)
    sample.add(record)
    if (early.length < SAMPLE_ROWS) continue
    flow.settle(sample.shape())
    yield* early
    early = []
  }
  if (flow.settled) return
  flow.settle(sample.shape())
  yield* early
}
