import type { Ruling } from '../../src/index.ts'
import { createReasonLines } from '../engines/reasons.ts'
import { createFile } from '../places/file.ts'

/** Where held records go: a function, or something with `write`. The next record waits until it has taken one. */
export type HeldSink<T> = HeldFunction<T> | { write: HeldFunction<T>; close?(): void | Promise<void> }
/** @param row number of the record in its stream, from 1 */
export type HeldFunction<T> = (record: T, ruling: Ruling, row: number) => void | Promise<void>

/** Takes held records one at a time, from however many streams. */
export interface Taker {
  take(record: unknown, ruling: Ruling, row: number): Promise<void>
  close(): Promise<void>
}

export function takerOf<T>(held: HeldSink<T> | 'discard'): Taker {
  if (held === 'discard') return { take: async () => {}, close: async () => {} }
  const write = typeof held === 'function' ? held : held.write.bind(held)
  let last: Promise<void> = Promise.resolve()
  return {
    take(record, ruling, row) {
      // a sink that failed has lost a record: every later one fails with the same error
      last = last.then(() => write(record as T, ruling, row))
      return last
    },
    async close() {
      await last
      if (typeof held !== 'function') await held.close?.()
    },
  }
}

/**
 * Keeps held records as JSON lines, with `FILE.reasons.jsonl` beside it: row and ruling id, for `provgate explain`.
 * JSON has no 64-bit integers and no bytes: they are written as decimal text and as base64. The files appear under their
 * names when the guard is closed.
 * @throws ProvgateError `output`
 */
export async function heldFile<T>(path: string): Promise<{ write: HeldFunction<T>; close(): Promise<void> }> {
  const records = await createFile(path, { mode: 0o600 })
  const reasons = await createFile(`${path}.reasons.jsonl`, { mode: 0o600 })
  const encoder = new TextEncoder()
  const lines = createReasonLines()
  return {
    async write(record, { id }, row) {
      await records.write(encoder.encode(`${JSON.stringify(record, written)}\n`))
      lines.add(row, 1, id)
      await lines.write(reasons)
    },
    async close() {
      await records.close()
      await reasons.close()
    },
  }
}

function written(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value
}
